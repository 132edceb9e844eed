package dev.yardmaster.core.workspace;

import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Now;
import java.util.List;
import java.util.OptionalLong;

/**
 * A breaker as it stood when asked.
 *
 * @param culprits of an agent's own breaker: the tasks that count against it
 * @param triesAgainMillis state time that is left of OPEN, 0 when it is over; empty in other states
 *     and where no time is known
 */
public record BreakerView(
    BreakerName name,
    BreakerConfig config,
    BreakerState state,
    List<TaskId> culprits,
    OptionalLong triesAgainMillis) {
  static BreakerView of(Breaker breaker) {
    return new BreakerView(
        breaker.name(),
        breaker.config(),
        breaker.state(),
        breaker.culprits(),
        OptionalLong.empty());
  }

  BreakerView at(Now now) {
    return state instanceof BreakerState.Open open
        ? new BreakerView(
            name,
            config,
            state,
            culprits,
            OptionalLong.of(Math.max(0, open.untilMillis() - now.stateMillis())))
        : this;
  }

  /** In one sentence, without its name: where it is, what it counts, when it may close. */
  public String explained() {
    return switch (state) {
      case BreakerState.Closed closed ->
          "is CLOSED with %d failures counted".formatted(closed.tally().failures());
      case BreakerState.Open open ->
          "is OPEN (%s) and lets nothing begin before %d ms of state time"
              .formatted(open.why(), open.untilMillis());
      case BreakerState.HalfOpen half ->
          "is HALF_OPEN with %d of %d successes and %d of %d probes running"
              .formatted(
                  half.successes(),
                  config.successThreshold(),
                  half.probes().size(),
                  config.halfOpenLimit());
      case BreakerState.Forced forced ->
          "is %s by %s until it is reset".formatted(forced.name(), forced.by());
    };
  }
}
