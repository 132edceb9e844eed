package dev.yardmaster.protocol.metrics;

/**
 * How one component of an engine is.
 *
 * @param reason what was looked at and found, in words; of a component that is not UP also what to
 *     do
 */
public record Health(Status status, String reason) {
  /** From well to out of service. */
  public enum Status {
    /** Does all it should. */
    UP,
    /** Does less than it should; the engine goes on. */
    DEGRADED,
    /** Does nothing. */
    DOWN
  }

  public static Health up(String reason) {
    return new Health(Status.UP, reason);
  }

  public static Health degraded(String reason) {
    return new Health(Status.DEGRADED, reason);
  }

  public static Health down(String reason) {
    return new Health(Status.DOWN, reason);
  }
}
