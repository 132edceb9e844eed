package dev.yardmaster.core.shard;

/** Replay came to another state than the leader had: a broken invariant (S4). */
public final class StateDivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public StateDivergedException(String message) {
    super(message);
  }
}
