package dev.yardmaster.core.breaker;

/**
 * How a breaker opens, waits, and closes again. Every configuration that can be made can close:
 * where fewer probes than needed successes may run at a time, they follow one another.
 *
 * @param trip when failures open it
 * @param timeoutMillis OPEN for so long, 1 ms to 30 days
 * @param successThreshold successes of probes that close it, 1-1,000
 * @param halfOpenLimit probes that may run at a time, 1-100
 * @param probeTimeoutMillis a probe that has not ended by then frees its place, 1 ms to 30 days
 */
public record BreakerConfig(
    Trip trip,
    long timeoutMillis,
    int successThreshold,
    int halfOpenLimit,
    long probeTimeoutMillis) {
  public static final int MAX_SUCCESSES = 1_000;
  public static final int MAX_PROBES = 100;
  public static final long MAX_MILLIS = 30L * 24 * 3600 * 1000;

  /** Five failures in a row, a minute, then two successes, one probe at a time, a minute each. */
  public static final BreakerConfig DEFAULT =
      new BreakerConfig(new Trip.InARow(5), 60_000, 2, 1, 60_000);

  /** Of each agent (R72): lost or late on three tasks, half a minute, then one that succeeds. */
  public static final BreakerConfig OF_AGENT =
      new BreakerConfig(new Trip.InARow(3), 30_000, 1, 1, MAX_MILLIS);

  public BreakerConfig {
    checkMillis("timeout", timeoutMillis);
    checkMillis("probeTimeout", probeTimeoutMillis);
    if (successThreshold < 1 || successThreshold > MAX_SUCCESSES) {
      throw new IllegalArgumentException(
          "Expected a successThreshold of 1 to %d, got %d"
              .formatted(MAX_SUCCESSES, successThreshold));
    }
    if (halfOpenLimit < 1 || halfOpenLimit > MAX_PROBES) {
      throw new IllegalArgumentException(
          "Expected a halfOpenLimit of 1 to %d, got %d".formatted(MAX_PROBES, halfOpenLimit));
    }
  }

  private static void checkMillis(String name, long millis) {
    if (millis < 1 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "Expected a %s of 1 to %d ms, got %d".formatted(name, MAX_MILLIS, millis));
    }
  }

  /** Opens after so many failures in a row. */
  public BreakerConfig failureThreshold(int failures) {
    return trip(new Trip.InARow(failures));
  }

  /** Opens when such a share of the last results failed, once there are enough of them. */
  public BreakerConfig failureRate(int percent, int window, int minimum) {
    return trip(new Trip.Rate(percent, window, minimum));
  }

  public BreakerConfig trip(Trip value) {
    return new BreakerConfig(
        value, timeoutMillis, successThreshold, halfOpenLimit, probeTimeoutMillis);
  }

  public BreakerConfig timeoutMillis(long value) {
    return new BreakerConfig(trip, value, successThreshold, halfOpenLimit, probeTimeoutMillis);
  }

  public BreakerConfig successThreshold(int value) {
    return new BreakerConfig(trip, timeoutMillis, value, halfOpenLimit, probeTimeoutMillis);
  }

  public BreakerConfig halfOpenLimit(int value) {
    return new BreakerConfig(trip, timeoutMillis, successThreshold, value, probeTimeoutMillis);
  }

  public BreakerConfig probeTimeoutMillis(long value) {
    return new BreakerConfig(trip, timeoutMillis, successThreshold, halfOpenLimit, value);
  }
}
