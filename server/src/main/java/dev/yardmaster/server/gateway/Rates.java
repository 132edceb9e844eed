package dev.yardmaster.server.gateway;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How often each of a kind may call: each call takes its share of a second, and nobody may be more
 * than a second ahead of the clock (the generic cell rate algorithm). Whoever called longest ago is
 * forgotten when there are more than a bound. Thread-safe.
 *
 * @param <K> who calls
 */
final class Rates<K> {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final int perSecond;
  private final int maxKnown;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();

  /** When the calls made so far are paid for, by caller; those that called longest ago first. */
  private final Map<K, Long> paid = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Rates of callers.
   *
   * @param nanos a clock that never goes back
   */
  Rates(int perSecond, int maxKnown, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.maxKnown = maxKnown;
    this.nanos = nanos;
  }

  /**
   * Counts a call.
   *
   * @param named the caller as a refusal names it
   * @throws NoException LIMIT, with when to come again
   */
  void call(K caller, String named) {
    long early = take(caller);
    if (early > 0) {
      throw NoException.of(
          new Refusal(
              RefusalCode.LIMIT,
              "Expected at most %d calls per second %s, got more; slow down, or put several into one call"
                  .formatted(perSecond, named),
              early / MILLISECOND + 1));
    }
  }

  /** By how many nanoseconds a call comes too early; one that does not is counted. */
  private long take(K caller) {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      long due = Math.max(now, paid.getOrDefault(caller, now));
      long share = SECOND / perSecond;
      long early = due + share - now - SECOND;
      if (early > 0) {
        return early;
      }
      paid.put(caller, due + share);
      if (paid.size() > maxKnown) {
        paid.remove(paid.keySet().iterator().next());
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }
}
