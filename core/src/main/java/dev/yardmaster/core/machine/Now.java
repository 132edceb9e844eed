package dev.yardmaster.core.machine;

/**
 * The two clocks of a record (S5): state time follows the leader's monotonic clock, never goes back
 * and stands still without a leader; wall time serves only {@code notBefore}, {@code deadline} and
 * display. Both in milliseconds; wall time since 1970-01-01T00:00Z.
 */
public record Now(long stateMillis, long wallMillis) {
  public static final Now ZERO = new Now(0, 0);
}
