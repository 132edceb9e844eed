package dev.yardmaster.core.shard;

/** Stand-in until the core is merged. */
public final class StateDivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public StateDivergedException(String message) {
    super(message);
  }
}
