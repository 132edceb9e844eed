package dev.yardmaster.engine;

import java.time.Duration;

/** Clocks that only the test moves. */
final class FakeTime implements TimeSource {
  private long nanos = 1_000_000_000L;
  private long wallMillis = 1_800_000_000_000L;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  void advance(Duration by) {
    nanos = nanos + by.toNanos();
    wallMillis = wallMillis + by.toMillis();
  }

  void jumpWall(Duration by) {
    wallMillis = wallMillis + by.toMillis();
  }
}
