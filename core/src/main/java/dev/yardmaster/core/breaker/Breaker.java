package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Hashing;
import java.util.List;

/**
 * A breaker of a workspace as it stands.
 *
 * @param state its periods are numbered by the tokens of the events that began them, 0 the first:
 *     an attempt whose epoch is greater began in the present period
 * @param culprits of an agent's own breaker, the tasks that count now, each once
 */
public record Breaker(
    BreakerName name, BreakerConfig config, BreakerState state, List<TaskId> culprits) {
  /** The number of a period that no breaker is in. */
  static final long NO_PERIOD = -1;

  public Breaker {
    culprits = List.copyOf(culprits);
  }

  static Breaker fresh(BreakerName name, BreakerConfig config) {
    return new Breaker(name, config, BreakerRules.initial(0, config), List.of());
  }

  public boolean admits() {
    return BreakerRules.admits(state, config);
  }

  /** Whether an attempt that was assigned under this epoch may be started now. */
  public boolean admitsStart(FencingToken epoch) {
    return switch (state) {
      case BreakerState.Closed closed -> true;
      case BreakerState.Open open -> false;
      case BreakerState.HalfOpen half -> half.probe(epoch.value()) != null;
      case BreakerState.Forced forced -> !forced.open();
    };
  }

  /** The period the attempt began in, as far as it matters: the present one, or none. */
  long periodOf(FencingToken epoch) {
    return epoch.value() > state.period() ? state.period() : NO_PERIOD;
  }

  long hash() {
    long h = Hashing.fold(81, name.value());
    h = hash(h, config);
    h = hash(h, state);
    for (TaskId task : culprits) {
      h = Hashing.fold(h, task.value());
    }
    return h;
  }

  private static long hash(long seed, BreakerConfig config) {
    long h = Hashing.fold(seed, config.timeoutMillis());
    h = Hashing.fold(h, config.successThreshold());
    h = Hashing.fold(h, config.halfOpenLimit());
    h = Hashing.fold(h, config.probeTimeoutMillis());
    return switch (config.trip()) {
      case Trip.InARow row -> Hashing.fold(h, row.failures());
      case Trip.Rate rate ->
          Hashing.fold(
              Hashing.fold(Hashing.fold(h, rate.percent()), rate.window()), rate.minimum());
    };
  }

  private static long hash(long seed, BreakerState state) {
    long h = Hashing.fold(Hashing.fold(seed, state.name()), state.period());
    switch (state) {
      case BreakerState.Closed closed -> h = hash(h, closed.tally());
      case BreakerState.Open open ->
          h = Hashing.fold(Hashing.fold(h, open.untilMillis()), open.why());
      case BreakerState.HalfOpen half -> {
        h = Hashing.fold(h, half.successes());
        for (BreakerState.Probe probe : half.probes()) {
          h = Hashing.fold(Hashing.fold(h, probe.id()), probe.untilMillis());
        }
      }
      case BreakerState.Forced forced -> h = Hashing.fold(h, forced.by());
    }
    return h;
  }

  private static long hash(long seed, Tally tally) {
    return switch (tally) {
      case Tally.Row row -> Hashing.fold(seed, row.failures());
      case ResultWindow window -> {
        long h = Hashing.fold(Hashing.fold(seed, window.results()), window.next());
        for (long word : window.bits()) {
          h = Hashing.fold(h, word);
        }
        yield h;
      }
    };
  }
}
