package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Now;
import java.util.concurrent.TimeUnit;

/**
 * The leader's clock (S5): state time goes on from the log's last record by monotonic time, so that
 * it stands still without a leader and no jump of the wall clock moves it. Owned by the driver's
 * thread.
 */
final class StateClock {
  private final TimeSource time;
  private long anchorStateMillis;
  private long anchorNanos;

  StateClock(TimeSource time) {
    this.time = time;
    this.anchorNanos = time.nanos();
  }

  /** Goes on from the last known record as of now. */
  void anchor(Now last) {
    anchorStateMillis = last.stateMillis();
    anchorNanos = time.nanos();
  }

  Now now() {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(Math.max(0, time.nanos() - anchorNanos));
    return new Now(anchorStateMillis + elapsed, time.wallMillis());
  }
}
