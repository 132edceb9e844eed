package dev.yardmaster.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that only the test moves. */
final class FakeTime implements TimeSource {
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  private final AtomicLong wallMillis = new AtomicLong(1_800_000_000_000L);

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public long wallMillis() {
    return wallMillis.get();
  }

  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
    wallMillis.addAndGet(by.toMillis());
  }

  void jumpWall(Duration by) {
    wallMillis.addAndGet(by.toMillis());
  }
}
