package dev.yardmaster.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long each stage of the operations took, from the moment each should have begun; those that
 * should have begun within the window count. Thread-safe.
 */
final class Figures {
  /** Longer ones count as so long. */
  private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(1);

  private static final int DIGITS = 3;

  private final Window window;
  private final Map<String, Histogram> stages = new LinkedHashMap<>();
  private final LongAdder over = new LongAdder();

  /**
   * Figures of these stages, to be shown in this order.
   *
   * @param stages in the past tense; the last is that an operation is over
   */
  Figures(Window window, List<String> stages) {
    this.window = window;
    stages.forEach(stage -> this.stages.put(stage, new ConcurrentHistogram(MOST_MICROS, DIGITS)));
  }

  /** A stage was reached now. */
  void reached(String stage, long intendedNanos) {
    reached(stage, intendedNanos, System.nanoTime());
  }

  void reached(String stage, long intendedNanos, long nowNanos) {
    Histogram histogram = stages.get(stage);
    if (histogram == null) {
      throw new IllegalStateException("Expected one of %s, got %s".formatted(stages, stage));
    }
    if (window.contains(intendedNanos)) {
      long micros = TimeUnit.NANOSECONDS.toMicros(nowNanos - intendedNanos);
      histogram.recordValue(Math.max(0, Math.min(MOST_MICROS, micros)));
    }
  }

  /** An operation is over, whenever it began. */
  void over() {
    if (window.contains(System.nanoTime())) {
      over.increment();
    }
  }

  /** Operations that were over within the window, per second of it. */
  double perSecond() {
    return over.sum() / window.seconds();
  }

  /** By stage, in microseconds. */
  Map<String, Histogram> stages() {
    return stages;
  }
}
