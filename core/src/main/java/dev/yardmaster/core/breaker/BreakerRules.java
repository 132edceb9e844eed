package dev.yardmaster.core.breaker;

import java.util.ArrayList;
import java.util.List;

/**
 * The moves of a breaker, each a pure function from state to state (R72); a move that changes
 * nothing gives back the same object. The workspace and the client both move by these, the one
 * through events, the other by compare-and-set.
 *
 * <p>{@code nextPeriod} numbers the state that a move may lead to and is greater than the present
 * one's.
 */
public final class BreakerRules {
  /** Longest reason of an open breaker, in characters. */
  public static final int MAX_WHY = 256;

  private BreakerRules() {}

  public static BreakerState initial(long period, BreakerConfig config) {
    return new BreakerState.Closed(period, Tally.empty(config.trip()));
  }

  /** Whether a call may begin, {@link #elapsed time's moves} having been made. */
  public static boolean admits(BreakerState state, BreakerConfig config) {
    return switch (state) {
      case BreakerState.Closed closed -> true;
      case BreakerState.Open open -> false;
      case BreakerState.HalfOpen half -> half.probes().size() < config.halfOpenLimit();
      case BreakerState.Forced forced -> !forced.open();
    };
  }

  /** What time does: OPEN becomes HALF_OPEN when it is over, late probes free their places. */
  public static BreakerState elapsed(BreakerState state, long now, long nextPeriod) {
    return switch (state) {
      case BreakerState.Closed closed -> closed;
      case BreakerState.Open open ->
          now < open.untilMillis() ? open : new BreakerState.HalfOpen(nextPeriod, 0, List.of());
      case BreakerState.HalfOpen half -> withoutLate(half, now);
      case BreakerState.Forced forced -> forced;
    };
  }

  private static BreakerState withoutLate(BreakerState.HalfOpen half, long now) {
    List<BreakerState.Probe> left = null;
    for (BreakerState.Probe probe : half.probes()) {
      if (probe.untilMillis() <= now) {
        left = left == null ? new ArrayList<>(half.probes()) : left;
        left.remove(probe);
      }
    }
    return left == null ? half : new BreakerState.HalfOpen(half.period(), half.successes(), left);
  }

  /** A call that {@link #admits may} begin does so; while HALF_OPEN it takes a place. */
  public static BreakerState began(
      BreakerState state, BreakerConfig config, long id, long untilMillis) {
    if (!admits(state, config)) {
      throw new IllegalStateException("R72: expected %s to admit call %d".formatted(state, id));
    }
    if (!(state instanceof BreakerState.HalfOpen half)) {
      return state;
    }
    List<BreakerState.Probe> probes = new ArrayList<>(half.probes());
    probes.add(new BreakerState.Probe(id, untilMillis));
    return new BreakerState.HalfOpen(half.period(), half.successes(), probes);
  }

  /** The call ended without a result that counts: its place is free. */
  public static BreakerState ended(BreakerState state, long id) {
    BreakerState.Probe probe = state instanceof BreakerState.HalfOpen half ? half.probe(id) : null;
    return probe == null ? state : without((BreakerState.HalfOpen) state, probe, 0);
  }

  private static BreakerState.HalfOpen without(
      BreakerState.HalfOpen half, BreakerState.Probe probe, int more) {
    List<BreakerState.Probe> left = new ArrayList<>(half.probes());
    left.remove(probe);
    return new BreakerState.HalfOpen(half.period(), half.successes() + more, left);
  }

  /** A call that began in this period succeeded. */
  public static BreakerState succeeded(
      BreakerState state, BreakerConfig config, long period, long id, long nextPeriod) {
    if (period != state.period()) {
      return state;
    }
    return switch (state) {
      case BreakerState.Closed closed -> {
        Tally tally = closed.tally().success();
        yield tally.equals(closed.tally()) ? closed : new BreakerState.Closed(period, tally);
      }
      case BreakerState.HalfOpen half -> {
        BreakerState.Probe probe = half.probe(id);
        if (probe == null) {
          yield half;
        }
        yield half.successes() + 1 >= config.successThreshold()
            ? initial(nextPeriod, config)
            : without(half, probe, 1);
      }
      case BreakerState.Open open -> open;
      case BreakerState.Forced forced -> forced;
    };
  }

  /** A call that began in this period failed. */
  public static BreakerState failed(
      BreakerState state, BreakerConfig config, long period, long id, long now, long nextPeriod) {
    if (period != state.period()) {
      return state;
    }
    return switch (state) {
      case BreakerState.Closed closed -> {
        Tally tally = closed.tally().failure();
        yield tally.trips(config.trip())
            ? new BreakerState.Open(
                nextPeriod, now + config.timeoutMillis(), whyTripped(tally, config.trip()))
            : new BreakerState.Closed(period, tally);
      }
      case BreakerState.HalfOpen half ->
          half.probe(id) == null
              ? half
              : new BreakerState.Open(nextPeriod, now + config.timeoutMillis(), "a probe failed");
      case BreakerState.Open open -> open;
      case BreakerState.Forced forced -> forced;
    };
  }

  private static String whyTripped(Tally tally, Trip trip) {
    return switch (trip) {
      case Trip.InARow row -> "%d failures in a row".formatted(tally.failures());
      case Trip.Rate rate -> tally.toString();
    };
  }

  /**
   * Whoever is called said when to come back: nothing begins before, whatever the period; a breaker
   * that is forced stays as it is.
   */
  public static BreakerState notBefore(BreakerState state, long untilMillis, long nextPeriod) {
    return switch (state) {
      case BreakerState.Open open ->
          open.untilMillis() >= untilMillis
              ? open
              : new BreakerState.Open(open.period(), untilMillis, "told to retry later");
      case BreakerState.Closed closed ->
          new BreakerState.Open(nextPeriod, untilMillis, "told to retry later");
      case BreakerState.HalfOpen half ->
          new BreakerState.Open(nextPeriod, untilMillis, "told to retry later");
      case BreakerState.Forced forced -> forced;
    };
  }

  /** The state goes on under another configuration; counts of another kind begin anew. */
  public static BreakerState reconfigured(BreakerState state, BreakerConfig config) {
    return state instanceof BreakerState.Closed closed && !closed.tally().fits(config.trip())
        ? new BreakerState.Closed(closed.period(), Tally.empty(config.trip()))
        : state;
  }
}
