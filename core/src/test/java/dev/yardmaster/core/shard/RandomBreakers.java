package dev.yardmaster.core.shard;

import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.breaker.Trip;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskState;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random commands about circuit breakers, and whom failures are attributed to. */
final class RandomBreakers {
  private final ShardHarness shard;
  private final Random random;
  private final RandomSpecs specs;

  RandomBreakers(ShardHarness shard, Random random, RandomSpecs specs) {
    this.shard = shard;
    this.random = random;
    this.specs = specs;
  }

  Command command() {
    Command failing = specs.oneIn(2) ? failingProbe() : null;
    return failing == null ? forOperators() : failing;
  }

  /** A probe that runs fails for its breaker. */
  private @Nullable Command failingProbe() {
    for (Breaker breaker : shard.workspace().breakers().all()) {
      if (breaker.state() instanceof BreakerState.HalfOpen half && !breaker.name().isOfAgent()) {
        for (Task task : shard.workspace().tasks().all()) {
          if (task.state() instanceof TaskState.Running running
              && half.probes().stream().anyMatch(p -> p.id() == running.epoch().value())) {
            return new TaskCommand.FailTask(
                task.id(),
                running.epoch(),
                new Failure("boom", "it broke"),
                true,
                new Attribution(breaker.name(), 0));
          }
        }
      }
    }
    return null;
  }

  private Command forOperators() {
    BreakerName name =
        specs.oneIn(6)
            ? BreakerName.of(specs.oneIn(4) ? AgentId.of("nobody") : specs.agent())
            : specs.oneOf(List.of(RandomSpecs.API, RandomSpecs.MODEL, BreakerName.of("unused")));
    return switch (random.nextInt(8)) {
      case 0 -> new BreakerCommand.ForceBreaker(name, specs.oneIn(2), "ada");
      case 1, 2, 3 -> new BreakerCommand.ResetBreaker(name, "ada");
      case 4 -> new BreakerCommand.RemoveBreaker(name);
      default -> new BreakerCommand.DeclareBreaker(name, config());
    };
  }

  private BreakerConfig config() {
    int window = 1 + random.nextInt(6);
    Trip trip =
        specs.oneIn(2)
            ? new Trip.InARow(1 + random.nextInt(3))
            : new Trip.Rate(1 + random.nextInt(100), window, 1 + random.nextInt(window));
    return new BreakerConfig(
        trip,
        1 + random.nextInt(20_000),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        1 + random.nextInt(30_000));
  }

  /** Mostly one of the task's own breakers. */
  Attribution attribution(@Nullable Task task, TaskId id) {
    if (task == null || specs.oneIn(3)) {
      return Attribution.NONE;
    }
    List<BreakerName> named = List.copyOf(task.spec().requirements().breakers());
    BreakerName blamed =
        named.isEmpty()
            ? (specs.oneIn(20) ? RandomSpecs.API : null)
            : specs.oneIn(20) ? BreakerName.of("not-" + id) : specs.oneOf(named);
    return new Attribution(blamed, specs.oneIn(3) ? random.nextInt(10_000) : 0);
  }
}
