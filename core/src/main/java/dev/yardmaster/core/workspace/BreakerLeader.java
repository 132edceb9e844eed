package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerDecisions;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.breaker.BreakerTimers;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.CancelCause;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * What the leader keeps about breakers, between the features that must hear of each other: ends of
 * attempts to the breakers of their tasks and agents, changed breakers to placement.
 *
 * <p>Ends wait in a queue until the turn has room for what they mean; a new leader frees the places
 * of probes whose end it never heard of.
 */
final class BreakerLeader {
  /** How an attempt ended, as far as breakers care. */
  private enum Result {
    SUCCEEDED,
    /** Lost with its agent, or over its time. */
    AGENT_FAILED,
    OTHER
  }

  private record End(
      TaskId task,
      Collection<BreakerName> names,
      AgentId agent,
      FencingToken epoch,
      Result result) {}

  private final Workspace workspace;
  private final BreakerTable breakers;
  private final PlacementIndex index;
  private final BreakerDecisions decisions;
  private final BreakerTimers timers;
  private final Deque<End> ends = new ArrayDeque<>();

  BreakerLeader(Workspace workspace, PlacementIndex index, long leaderChangedMillis) {
    this.workspace = workspace;
    this.breakers = workspace.breakers();
    this.index = index;
    this.decisions =
        new BreakerDecisions(breakers, agent -> workspace.agents().find(agent) != null);
    this.timers = new BreakerTimers(breakers, decisions, leaderChangedMillis);
    freeForgottenProbes();
  }

  private void freeForgottenProbes() {
    Set<Long> live = null;
    for (Breaker breaker : breakers.all()) {
      if (breaker.state() instanceof BreakerState.HalfOpen half) {
        live = live == null ? liveEpochs() : live;
        for (BreakerState.Probe probe : half.probes()) {
          if (!live.contains(probe.id())) {
            forgotten.addLast(new Forgotten(breaker.name(), probe.id()));
          }
        }
      }
    }
  }

  /** A probe whose attempt was over before this leader came. */
  private record Forgotten(BreakerName breaker, long probe) {}

  private final Deque<Forgotten> forgotten = new ArrayDeque<>();

  private Set<Long> liveEpochs() {
    Set<Long> live = new HashSet<>();
    for (Task task : workspace.tasks().all()) {
      if (task.state() instanceof TaskState.Held held) {
        live.add(held.epoch().value());
      }
    }
    return live;
  }

  Reply decide(BreakerCommand command, Turn turn) {
    return decisions.decide(command, turn);
  }

  /** A breaker has changed. */
  void changed(BreakerName name) {
    timers.changed(name);
    index.changed(name);
  }

  /** A task was assigned; where a breaker is HALF_OPEN it is a probe. */
  void assigned(Task task, AgentId agent, FencingToken epoch, Turn turn) {
    decisions.began(task.id(), task.spec().requirements().breakers(), agent, epoch, turn);
  }

  /** A failure was reported; the task has changed already. */
  void failed(TaskCommand.FailTask command, Turn turn) {
    Attribution attribution = command.attribution();
    if (attribution.breaker() != null) {
      long after = attribution.retryAfterMillis();
      decisions.failed(
          attribution.breaker(),
          command.task(),
          command.epoch(),
          after == 0 ? 0 : turn.now().stateMillis() + after,
          turn);
    }
  }

  /** A session ends otherwise than in peace: what it runs counts against the agent. */
  void lose(AgentId agent, FencingToken session, SessionEnd cause) {
    if (cause == SessionEnd.EXPIRED || cause == SessionEnd.REJOINED) {
      for (Task task : workspace.tasks().heldBy(session)) {
        if (task.state() instanceof TaskState.Running running) {
          ends.addLast(end(task, agent, running.epoch(), Result.AGENT_FAILED));
        }
      }
    }
  }

  void changed(Task task, TaskState before) {
    if (!(before instanceof TaskState.Held held)
        || (task.state() instanceof TaskState.Held now && now.epoch().equals(held.epoch()))) {
      return;
    }
    Result result = result(task.state(), held);
    boolean matters =
        result == Result.AGENT_FAILED
            || !task.spec().requirements().breakers().isEmpty()
            || breakers.find(held.agent()) != null;
    if (matters) {
      ends.addLast(end(task, held.agent(), held.epoch(), result));
    }
  }

  private static End end(Task task, AgentId agent, FencingToken epoch, Result result) {
    return new End(task.id(), task.spec().requirements().breakers(), agent, epoch, result);
  }

  private static Result result(TaskState after, TaskState.Held before) {
    if (after instanceof TaskState.Succeeded) {
      return Result.SUCCEEDED;
    }
    boolean late =
        before instanceof TaskState.Cancelling cancelling
            && (cancelling.cause() == CancelCause.START_TO_CLOSE
                || cancelling.cause() == CancelCause.HEARTBEAT);
    return late ? Result.AGENT_FAILED : Result.OTHER;
  }

  void tick(Turn turn) {
    timers.tick(turn);
  }

  /** Writes down what the ends of attempts mean, as far as the turn has room. */
  void run(Turn turn) {
    while (turn.room() > 4 && !forgotten.isEmpty()) {
      Forgotten probe = forgotten.removeFirst();
      decisions.forgotten(probe.breaker(), probe.probe(), turn);
    }
    while (turn.room() > 4 && !ends.isEmpty()) {
      tell(ends.removeFirst(), turn);
    }
  }

  private void tell(End end, Turn turn) {
    for (BreakerName name : end.names()) {
      Breaker breaker = breakers.find(name);
      switch (end.result()) {
        case SUCCEEDED -> decisions.succeeded(breaker, end.task(), end.epoch(), turn);
        case AGENT_FAILED, OTHER -> decisions.ended(breaker, end.task(), end.epoch(), turn);
      }
    }
    switch (end.result()) {
      case SUCCEEDED ->
          decisions.succeeded(breakers.find(end.agent()), end.task(), end.epoch(), turn);
      case AGENT_FAILED ->
          decisions.failed(BreakerName.of(end.agent()), end.task(), end.epoch(), 0, turn);
      case OTHER -> decisions.ended(breakers.find(end.agent()), end.task(), end.epoch(), turn);
    }
  }

  boolean isPending() {
    return !ends.isEmpty() || !forgotten.isEmpty();
  }

  long nextMillis() {
    return timers.nextMillis();
  }
}
