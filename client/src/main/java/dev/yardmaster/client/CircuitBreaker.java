package dev.yardmaster.client;

import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerRules;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.identity.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker around any call, usable alone: what keeps failing is left alone for a while,
 * then tried carefully (R72).
 *
 * {@snippet file="BreakerExamplesTest.java" region="alone"}
 *
 * <p>Its states and moves are those of the breakers of a workspace, {@link BreakerRules}. Lock-free
 * and safe for any number of threads: each move is one compare-and-set, so never more probes run
 * than the configuration says. While it is CLOSED, a success after a success changes nothing, reads
 * no clock and allocates nothing, unless a failure rate is watched.
 */
public final class CircuitBreaker {
  /** Of calls that began while it was CLOSED. */
  private static final long NO_PROBE = 0;

  private static final VarHandle STATE = handle();

  private final String name;
  private final BreakerConfig config;
  private final LongSupplier clockMillis;
  private volatile BreakerState state;
  private final CircuitChanges changes;

  /** Numbers of probes; they need no order. */
  private final AtomicLong probes = new AtomicLong();

  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder trips = new LongAdder();

  private CircuitBreaker(String name, BreakerConfig config, LongSupplier clockMillis) {
    this.name = Text.checkShort("the name of a circuit breaker", name);
    this.config = config;
    this.clockMillis = clockMillis;
    this.state = BreakerRules.initial(0, config);
    this.changes = new CircuitChanges(1);
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup()
          .findVarHandle(CircuitBreaker.class, "state", BreakerState.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Expected to reach a field of this class", e);
    }
  }

  public static CircuitBreaker of(String name) {
    return of(name, BreakerConfig.DEFAULT);
  }

  public static CircuitBreaker of(String name, BreakerConfig config) {
    return of(name, config, () -> System.nanoTime() / 1_000_000);
  }

  /** With a clock of its own, in milliseconds, which never goes back. */
  public static CircuitBreaker of(String name, BreakerConfig config, LongSupplier clockMillis) {
    return new CircuitBreaker(name, config, clockMillis);
  }

  public String name() {
    return name;
  }

  public BreakerConfig config() {
    return config;
  }

  /**
   * Makes the call and counts its end: any exception is a failure. An interruption counts for
   * nothing, since it says nothing about who was called.
   *
   * @throws CircuitOpenException when it does not let the call through
   */
  public <T extends @Nullable Object> T execute(Callable<T> call) throws Exception {
    BreakerState before = state;
    if (!(before instanceof BreakerState.Closed)) {
      return probing(call);
    }
    try {
      T result = call.call();
      succeeded(before.period(), NO_PROBE);
      return result;
    } catch (InterruptedException e) {
      ignored.increment();
      throw e;
    } catch (Throwable e) {
      failed(before.period(), NO_PROBE, 0);
      throw e;
    }
  }

  private <T extends @Nullable Object> T probing(Callable<T> call) throws Exception {
    Permit permit = acquire();
    try {
      T result = call.call();
      permit.success();
      return result;
    } catch (InterruptedException e) {
      permit.ignore();
      throw e;
    } catch (Throwable e) {
      permit.failure();
      throw e;
    }
  }

  /** As {@link #execute}, for what gives no result and throws nothing checked. */
  public void run(Runnable call) {
    BreakerState before = state;
    boolean closed = before instanceof BreakerState.Closed;
    @Nullable Permit permit = closed ? null : acquire();
    long period = permit == null ? before.period() : permit.period;
    long probe = permit == null ? NO_PROBE : permit.probe;
    try {
      call.run();
    } catch (Throwable e) {
      failed(period, probe, 0);
      throw e;
    }
    succeeded(period, probe);
  }

  /**
   * Asks to begin a call that ends elsewhere; who gets a permit says once how it ended.
   *
   * @return empty when it does not let the call through
   */
  public Optional<Permit> tryAcquire() {
    return Optional.ofNullable(acquired());
  }

  /**
   * As {@link #tryAcquire}.
   *
   * @throws CircuitOpenException when it does not let the call through
   */
  public Permit acquire() {
    Permit permit = acquired();
    if (permit == null) {
      throw refusal();
    }
    return permit;
  }

  private @Nullable Permit acquired() {
    while (true) {
      BreakerState before = state;
      if (before instanceof BreakerState.Closed) {
        return new Permit(before.period(), NO_PROBE);
      }
      long now = clockMillis.getAsLong();
      BreakerState after = BreakerRules.elapsed(before, now, before.period() + 1);
      if (!BreakerRules.admits(after, config)) {
        if (moved(before, after, "")) {
          refused.increment();
          return null;
        }
        continue;
      }
      long probe = probes.incrementAndGet();
      BreakerState begun =
          BreakerRules.began(after, config, probe, now + config.probeTimeoutMillis());
      if (moved(before, begun, "its time is over")) {
        return new Permit(begun.period(), probe);
      }
    }
  }

  private CircuitOpenException refusal() {
    BreakerState present = state;
    long after =
        switch (present) {
          case BreakerState.Open open -> Math.max(0, open.untilMillis() - clockMillis.getAsLong());
          case BreakerState.HalfOpen half -> -1;
          case BreakerState.Forced forced -> -1;
          case BreakerState.Closed closed -> 0;
        };
    return new CircuitOpenException(name, CircuitState.of(present), after);
  }

  private void succeeded(long period, long probe) {
    successes.increment();
    while (true) {
      BreakerState before = state;
      BreakerState after =
          BreakerRules.succeeded(before, config, period, probe, before.period() + 1);
      if (moved(before, after, "enough probes succeeded")) {
        return;
      }
    }
  }

  private void failed(long period, long probe, long retryAfterMillis) {
    failures.increment();
    while (true) {
      BreakerState before = state;
      long now = before.period() == period || retryAfterMillis > 0 ? clockMillis.getAsLong() : 0;
      BreakerState after =
          BreakerRules.failed(before, config, period, probe, now, before.period() + 1);
      if (retryAfterMillis > 0) {
        after = BreakerRules.notBefore(after, now + retryAfterMillis, before.period() + 1);
      }
      if (moved(before, after, after instanceof BreakerState.Open open ? open.why() : "")) {
        return;
      }
    }
  }

  private void ended(long probe) {
    ignored.increment();
    while (true) {
      BreakerState before = state;
      if (moved(before, BreakerRules.ended(before, probe), "")) {
        return;
      }
    }
  }

  /** Makes the move unless somebody was faster; tells who listens when the period is another. */
  @SuppressWarnings("ReferenceEquality") // a move that changes nothing gives back the same object
  private boolean moved(BreakerState before, BreakerState after, String why) {
    if (after == before) {
      return true;
    }
    if (!STATE.compareAndSet(this, before, after)) {
      return false;
    }
    if (after.period() != before.period()) {
      if (after instanceof BreakerState.Open) {
        trips.increment();
      }
      changes.announce(
          new CircuitChange(
              name, CircuitState.of(before), CircuitState.of(after), after.period(), why));
    }
    return true;
  }

  /** Where it is; an OPEN one whose time is over stays so until a call asks to begin. */
  public CircuitState state() {
    return CircuitState.of(state);
  }

  public CircuitMetrics metrics() {
    BreakerState present = state;
    return new CircuitMetrics(
        CircuitState.of(present),
        successes.sum(),
        failures.sum(),
        ignored.sum(),
        refused.sum(),
        trips.sum(),
        present instanceof BreakerState.Closed closed ? closed.tally().failures() : 0);
  }

  /** CLOSED, with nothing counted; calls that run count for nothing. */
  public void reset() {
    become("reset");
  }

  private void become(String why) {
    while (true) {
      BreakerState before = state;
      if (moved(before, BreakerRules.initial(before.period() + 1, config), why)) {
        return;
      }
    }
  }

  /** Refuses every call until it is {@link #reset}. */
  public void forceOpen() {
    force(true);
  }

  /** Lets every call through, uncounted, until it is {@link #reset}. */
  public void forceClosed() {
    force(false);
  }

  private void force(boolean open) {
    while (true) {
      BreakerState before = state;
      if (moved(before, new BreakerState.Forced(before.period() + 1, open, ""), "forced")) {
        return;
      }
    }
  }

  /** Tells a listener every change from now on, in order, on another thread; see it unharmed. */
  public void onChange(Consumer<CircuitChange> listener) {
    changes.add(listener);
  }

  public void removeListener(Consumer<CircuitChange> listener) {
    changes.remove(listener);
  }

  @Override
  public String toString() {
    return name + " " + state();
  }

  /** The right to make one call; the first word about its end counts, others do nothing. */
  public final class Permit {
    private final long period;
    private final long probe;
    private final AtomicBoolean over = new AtomicBoolean();

    private Permit(long period, long probe) {
      this.period = period;
      this.probe = probe;
    }

    public void success() {
      if (!over.getAndSet(true)) {
        succeeded(period, probe);
      }
    }

    public void failure() {
      if (!over.getAndSet(true)) {
        failed(period, probe, 0);
      }
    }

    /** Failed, and whoever was called said when to come back: nothing begins before. */
    public void failure(Duration retryAfter) {
      long millis = retryAfter.plusNanos(999_999).toMillis();
      if (millis < 0 || millis > BreakerConfig.MAX_MILLIS) {
        throw new IllegalArgumentException(
            "Expected a retryAfter of 0 to %d ms, got %s"
                .formatted(BreakerConfig.MAX_MILLIS, retryAfter));
      }
      if (!over.getAndSet(true)) {
        failed(period, probe, millis);
      }
    }

    /** Ended without a result that says anything about who was called. */
    public void ignore() {
      if (!over.getAndSet(true)) {
        ended(probe);
      }
    }
  }
}
