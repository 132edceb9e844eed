package dev.yardmaster.client;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes, in the order of their periods, on a virtual thread of its own: a
 * listener that is slow or throws harms neither calls nor other listeners. A listener so slow that
 * {@value #MAX_WAITING} changes wait misses the oldest.
 */
final class CircuitChanges {
  private static final Logger LOG = LoggerFactory.getLogger(CircuitChanges.class);
  private static final int MAX_WAITING = 1_024;

  private final List<Consumer<CircuitChange>> listeners = new CopyOnWriteArrayList<>();
  private final ConcurrentSkipListMap<Long, CircuitChange> waiting = new ConcurrentSkipListMap<>();
  private final AtomicBoolean telling = new AtomicBoolean();

  /** The period whose change is told next; owned by who is telling. */
  private volatile long next;

  CircuitChanges(long firstPeriod) {
    this.next = firstPeriod;
  }

  void add(Consumer<CircuitChange> listener) {
    listeners.add(listener);
  }

  void remove(Consumer<CircuitChange> listener) {
    listeners.remove(listener);
  }

  /** Every change is announced once, by the thread that made it; they may come out of order. */
  void announce(CircuitChange change) {
    waiting.put(change.period(), change);
    tell();
  }

  private void tell() {
    if (waiting.containsKey(next) && telling.compareAndSet(false, true)) {
      Thread.ofVirtual().name("circuit-changes").start(this::drain);
    } else if (waiting.size() > MAX_WAITING) {
      waiting.pollFirstEntry();
    }
  }

  private void drain() {
    CircuitChange change = take();
    while (change != null) {
      for (Consumer<CircuitChange> listener : listeners) {
        tell(listener, change);
      }
      change = take();
    }
    telling.set(false);
    tell(); // what came in between
  }

  private @Nullable CircuitChange take() {
    if (waiting.size() > MAX_WAITING / 2 && !waiting.containsKey(next)) {
      next = waiting.firstKey(); // some were dropped
    }
    CircuitChange change = waiting.remove(next);
    if (change != null) {
      next = change.period() + 1;
    }
    return change;
  }

  private static void tell(Consumer<CircuitChange> listener, CircuitChange change) {
    try {
      listener.accept(change);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of circuit breaker {} threw", change.breaker(), e);
    }
  }
}
