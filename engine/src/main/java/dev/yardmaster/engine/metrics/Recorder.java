package dev.yardmaster.engine.metrics;

import dev.yardmaster.protocol.metrics.Timing;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.HdrHistogram.Histogram;

/** Durations of one kind: all since the start, and those of the present interval. */
final class Recorder {
  private static final int DIGITS = 2;
  private static final int MICROS_PER_MILLI = 1_000;

  // Both grow with the longest duration seen, to 50 KiB at most.
  private final Histogram all = new Histogram(DIGITS);
  private final Histogram interval = new Histogram(DIGITS);

  void record(long micros) {
    long value = Math.max(0, micros);
    all.recordValue(value);
    interval.recordValue(value);
  }

  boolean measuredInInterval() {
    return interval.getTotalCount() > 0;
  }

  /** The 95th percentile of the interval in milliseconds; the next begins. */
  double takeInterval() {
    double millis = interval.getValueAtPercentile(95) / (double) MICROS_PER_MILLI;
    interval.reset();
    return millis;
  }

  Timing timing() {
    return all.getTotalCount() == 0
        ? Timing.NOTHING
        : new Timing(
            all.getTotalCount(),
            micros((long) all.getMean()),
            micros(all.getValueAtPercentile(50)),
            micros(all.getValueAtPercentile(95)),
            micros(all.getValueAtPercentile(99)),
            micros(all.getMaxValue()));
  }

  private static Duration micros(long value) {
    return Duration.of(value, ChronoUnit.MICROS);
  }
}
