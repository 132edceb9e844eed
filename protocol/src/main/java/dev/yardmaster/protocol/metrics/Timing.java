package dev.yardmaster.protocol.metrics;

import java.time.Duration;

/**
 * How long something took: how often it was measured, and percentiles, each right to one in a
 * hundred. All zero when nothing was measured.
 */
public record Timing(
    long count, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {
  public static final Timing NOTHING =
      new Timing(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
