package dev.yardmaster.engine;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Wakes one sleeping thread; costs a caller next to nothing while it is awake. */
final class Wakeup {
  private final AtomicReference<@Nullable Thread> asleep = new AtomicReference<>();

  void call() {
    Thread sleeper = asleep.get();
    if (sleeper != null && asleep.compareAndSet(sleeper, null)) {
      LockSupport.unpark(sleeper);
    }
  }

  /**
   * Sleeps until called, for at most that long. The condition is looked at after callers can see
   * the sleeper, so that no call between a caller's change and this sleep is lost.
   */
  void sleep(long nanos, BooleanSupplier nothingToDo) {
    asleep.set(Thread.currentThread());
    if (nothingToDo.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep.set(null);
  }
}
