package dev.yardmaster.core.breaker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a breaker is. Immutable, each state with just what is true in it.
 *
 * <p>Every change from one state to another begins a new period, whose number is greater than all
 * before. A call carries the number of the period it began in; its result counts in that period
 * alone (R72). Times are milliseconds of whatever clock the caller keeps to.
 */
public sealed interface BreakerState {
  long period();

  Name name();

  /** Everything may begin; results are counted. */
  record Closed(long period, Tally tally) implements BreakerState {
    @Override
    public Name name() {
      return Name.CLOSED;
    }
  }

  /** Nothing may begin before {@code untilMillis}; {@code why} in words. */
  record Open(long period, long untilMillis, String why) implements BreakerState {
    @Override
    public Name name() {
      return Name.OPEN;
    }
  }

  /**
   * A few may begin, as probes; the results of probes decide.
   *
   * @param successes of probes of this period
   * @param probes that run, oldest first
   */
  record HalfOpen(long period, int successes, List<Probe> probes) implements BreakerState {
    public HalfOpen {
      probes = List.copyOf(probes);
    }

    @Override
    public Name name() {
      return Name.HALF_OPEN;
    }

    @Nullable Probe probe(long id) {
      for (Probe probe : probes) {
        if (probe.id() == id) {
          return probe;
        }
      }
      return null;
    }
  }

  /** Set by an operator, until it is reset: nothing may begin, or everything; nothing counts. */
  record Forced(long period, boolean open, String by) implements BreakerState {
    @Override
    public Name name() {
      return open ? Name.FORCED_OPEN : Name.FORCED_CLOSED;
    }
  }

  /** A call that was let through to try; its place is free again at {@code untilMillis}. */
  record Probe(long id, long untilMillis) {}

  /** Names of the states, on every surface. */
  enum Name {
    CLOSED,
    OPEN,
    HALF_OPEN,
    FORCED_OPEN,
    FORCED_CLOSED
  }
}
