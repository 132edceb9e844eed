package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides breaker commands, and what the attempts of tasks and the clock do to breakers: each a
 * move of {@link BreakerRules}, written down as one event if it changes anything.
 */
public final class BreakerDecisions {
  private final BreakerTable breakers;
  private final Predicate<AgentId> exists;

  public BreakerDecisions(BreakerTable breakers, Predicate<AgentId> exists) {
    this.breakers = breakers;
    this.exists = exists;
  }

  public Reply decide(BreakerCommand command, Turn turn) {
    return switch (command) {
      case BreakerCommand.DeclareBreaker declare -> declare(declare, turn);
      case BreakerCommand.ForceBreaker force -> force(force, turn);
      case BreakerCommand.ResetBreaker reset -> reset(reset, turn);
      case BreakerCommand.RemoveBreaker remove -> remove(remove, turn);
    };
  }

  private Reply declare(BreakerCommand.DeclareBreaker command, Turn turn) {
    BreakerName name = command.breaker();
    if (name.isOfAgent()) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a breaker that is no agent's own, got %s; those have a configuration of their own"
                  .formatted(name)));
    }
    Breaker known = breakers.find(name);
    if (known == null && !breakers.hasRoomFor(name)) {
      return Reply.refused(full());
    }
    if (known == null) {
      turn.emit(
          new BreakerEvent.BreakerDeclared(
              name, command.config(), BreakerRules.initial(0, command.config())));
    } else if (!known.config().equals(command.config())) {
      turn.emit(
          new BreakerEvent.BreakerDeclared(
              name, command.config(), BreakerRules.reconfigured(known.state(), command.config())));
    }
    return turn.done();
  }

  private Reply force(BreakerCommand.ForceBreaker command, Turn turn) {
    BreakerName name = command.breaker();
    AgentId agent = name.agent();
    if (agent != null && !exists.test(agent)) {
      return Reply.refused(
          Refusal.notFound("Expected agent %s to exist; check the name".formatted(agent)));
    }
    Breaker known = breakers.find(name);
    boolean already =
        known != null
            && known.state() instanceof BreakerState.Forced forced
            && forced.open() == command.open();
    if (already) {
      return turn.done();
    }
    if (known == null && !breakers.hasRoomFor(name)) {
      return Reply.refused(full());
    }
    BreakerState from = orDeclared(name, turn).state();
    long period = turn.nextToken().value();
    turn.emit(
        new BreakerEvent.BreakerStateChanged(
            name,
            from.name(),
            new BreakerState.Forced(period, command.open(), command.by()),
            null,
            command.by()));
    return turn.done();
  }

  private Reply reset(BreakerCommand.ResetBreaker command, Turn turn) {
    Breaker known = breakers.find(command.breaker());
    if (known == null) {
      return Reply.refused(missing(command.breaker()));
    }
    BreakerState fresh = BreakerRules.initial(known.state().period(), known.config());
    if (!known.state().equals(fresh)) {
      turn.emit(
          new BreakerEvent.BreakerStateChanged(
              known.name(),
              known.state().name(),
              BreakerRules.initial(turn.nextToken().value(), known.config()),
              null,
              command.by()));
    }
    return turn.done();
  }

  private Reply remove(BreakerCommand.RemoveBreaker command, Turn turn) {
    if (breakers.find(command.breaker()) == null) {
      return Reply.refused(missing(command.breaker()));
    }
    turn.emit(new BreakerEvent.BreakerRemoved(command.breaker()));
    return turn.done();
  }

  /** Refusal of whatever would make one breaker too many. */
  public static Refusal full() {
    return Refusal.limit(
        "Expected at most %d breakers in a workspace; remove some, or use the name of one that exists"
            .formatted(BreakerTable.MAX_BREAKERS),
        0);
  }

  private static Refusal missing(BreakerName name) {
    return Refusal.notFound(
        "Expected breaker %s to exist; declare it first, or check the name".formatted(name));
  }

  private Breaker orDeclared(BreakerName name, Turn turn) {
    Breaker known = breakers.find(name);
    if (known != null) {
      return known;
    }
    Breaker fresh =
        Breaker.fresh(name, name.isOfAgent() ? BreakerConfig.OF_AGENT : BreakerConfig.DEFAULT);
    turn.emit(new BreakerEvent.BreakerDeclared(name, fresh.config(), fresh.state()));
    return fresh;
  }

  /**
   * An attempt was assigned: where a breaker is HALF_OPEN, it is a probe. At most one event each.
   */
  public void began(
      TaskId task, Collection<BreakerName> names, AgentId agent, FencingToken epoch, Turn turn) {
    for (BreakerName name : names) {
      began(breakers.find(name), task, epoch, turn);
    }
    began(breakers.find(agent), task, epoch, turn);
  }

  private static void began(@Nullable Breaker breaker, TaskId task, FencingToken epoch, Turn turn) {
    if (breaker != null) {
      long until = turn.now().stateMillis() + breaker.config().probeTimeoutMillis();
      BreakerState next =
          BreakerRules.began(breaker.state(), breaker.config(), epoch.value(), until);
      emit(breaker, next, task, BreakerEvent.What.PROBE_STARTED, turn);
    }
  }

  /** An attempt succeeded, for this breaker. */
  public void succeeded(@Nullable Breaker breaker, TaskId task, FencingToken epoch, Turn turn) {
    if (breaker != null) {
      BreakerState next =
          BreakerRules.succeeded(
              breaker.state(),
              breaker.config(),
              breaker.periodOf(epoch),
              epoch.value(),
              turn.nextToken().value());
      emit(breaker, next, task, BreakerEvent.What.SUCCESS, turn);
    }
  }

  /** An attempt is over, without a result that this breaker counts. */
  public void ended(@Nullable Breaker breaker, TaskId task, FencingToken epoch, Turn turn) {
    if (breaker != null) {
      BreakerState next = BreakerRules.ended(breaker.state(), epoch.value());
      emit(breaker, next, task, BreakerEvent.What.PROBE_ENDED, turn);
    }
  }

  /**
   * A failure was reported for this breaker, which comes into being if need be.
   *
   * @param notBeforeMillis nothing on it begins before; 0 where nothing was said
   */
  public void failed(
      BreakerName name, TaskId task, FencingToken epoch, long notBeforeMillis, Turn turn) {
    Breaker breaker = orDeclared(name, turn);
    if (!breaker.culprits().contains(task)) {
      BreakerState next =
          BreakerRules.failed(
              breaker.state(),
              breaker.config(),
              breaker.periodOf(epoch),
              epoch.value(),
              turn.now().stateMillis(),
              turn.nextToken().value());
      emit(
          breaker,
          notBeforeMillis == 0
              ? next
              : BreakerRules.notBefore(next, notBeforeMillis, turn.nextToken().value()),
          task,
          BreakerEvent.What.FAILURE,
          turn);
    }
  }

  /** A probe has taken too long. */
  void expired(Breaker breaker, long probe, Turn turn) {
    emit(
        breaker,
        BreakerRules.ended(breaker.state(), probe),
        null,
        BreakerEvent.What.PROBE_EXPIRED,
        turn);
  }

  /** A probe's attempt is over, and nobody knows how. */
  public void forgotten(BreakerName name, long probe, Turn turn) {
    Breaker breaker = breakers.find(name);
    if (breaker != null) {
      emit(
          breaker,
          BreakerRules.ended(breaker.state(), probe),
          null,
          BreakerEvent.What.PROBE_ENDED,
          turn);
    }
  }

  /** The time for which a breaker was OPEN is over. */
  void elapsed(Breaker breaker, Turn turn) {
    BreakerState next =
        BreakerRules.elapsed(breaker.state(), turn.now().stateMillis(), turn.nextToken().value());
    if (!next.equals(breaker.state())) {
      turn.emit(
          new BreakerEvent.BreakerStateChanged(
              breaker.name(), breaker.state().name(), next, null, ""));
    }
  }

  private static void emit(
      Breaker breaker,
      BreakerState next,
      @Nullable TaskId task,
      BreakerEvent.What what,
      Turn turn) {
    BreakerState before = breaker.state();
    if (next.equals(before)) {
      return;
    }
    turn.emit(
        next.period() == before.period() && !(next instanceof BreakerState.Open)
            ? new BreakerEvent.BreakerCounted(breaker.name(), task, what, next)
            : new BreakerEvent.BreakerStateChanged(breaker.name(), before.name(), next, task, ""));
  }
}
