package dev.yardmaster.core.graph;

/**
 * A refused call; the graph is exactly as it was before.
 *
 * <p>{@link #refusal()} says why in a form to switch over, {@link #getMessage()} in words.
 */
public final class DependencyGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Lost by Java serialization, which nothing here uses; the message stays. */
  private final transient GraphRefusal refusal;

  DependencyGraphException(GraphRefusal refusal) {
    super(refusal.text());
    this.refusal = refusal;
  }

  public GraphRefusal refusal() {
    return refusal;
  }
}
