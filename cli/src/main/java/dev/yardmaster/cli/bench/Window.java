package dev.yardmaster.cli.bench;

import java.util.concurrent.TimeUnit;

/** The time that is measured, on the clock of {@link System#nanoTime}. */
record Window(long beginNanos, long endNanos) {
  boolean contains(long nanos) {
    return nanos - beginNanos >= 0 && nanos - endNanos < 0;
  }

  double seconds() {
    return (endNanos - beginNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
