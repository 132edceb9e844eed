package dev.yardmaster.core.task;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.breaker.BreakerDecisions;
import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides the calls of agents on the attempts they hold, each by its epoch (R22, S13). */
public final class AttemptDecisions {
  /** A stale call is recorded at most this often per task. */
  private static final long STALE_RECORD_MILLIS = 1_000;

  private final TaskTable tasks;
  private final AgentTable agents;
  private final BreakerTable breakers;

  public AttemptDecisions(TaskTable tasks, AgentTable agents, BreakerTable breakers) {
    this.tasks = tasks;
    this.agents = agents;
    this.breakers = breakers;
  }

  public Reply start(TaskCommand.StartTask command, boolean paused, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    if (task.state() instanceof TaskState.Running running
        && running.epoch().equals(command.epoch())) {
      return turn.done();
    }
    if (!(task.state() instanceof TaskState.Assigned assigned)
        || !assigned.epoch().equals(command.epoch())) {
      return stale(task, command.epoch(), turn);
    }
    if (task.unfinished() > 0) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected the dependencies of task %s to have ended, but %s began anew; give it back and claim again"
                  .formatted(task.id(), task.waitsFor().getFirst())));
    }
    if (paused) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "The workspace is paused; give task %s back and wait".formatted(task.id())));
    }
    Breaker against = breakers.against(task.spec().requirements().breakers(), command.epoch());
    if (against != null) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected breaker %s to let task %s begin, but it is %s since it was assigned; give it back, it follows when the breaker lets it"
                  .formatted(against.name(), task.id(), against.state().name())));
    }
    if (freeSlots(assigned) <= 0) {
      return Reply.refused(
          Refusal.limit(
              "Agent %s already runs as many tasks as it said it can; end one before starting %s"
                  .formatted(assigned.agent(), task.id()),
              0));
    }
    turn.emit(new TaskEvent.TaskStarted(task.id(), command.epoch()));
    return turn.done();
  }

  /** Running slots that the holder of an assigned task has left. */
  int freeSlots(TaskState.Held held) {
    Agent agent = agents.find(held.agent());
    if (agent == null) {
      return 0;
    }
    return agent.profile().slots().maxConcurrentTasks() - tasks.startedCount(held.session());
  }

  public Reply complete(TaskCommand.CompleteTask command, Turn turn) {
    if (command.result().size() > Payload.MAX_BYTES) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a result of at most %d bytes, got %d; put it elsewhere and send a reference"
                  .formatted(Payload.MAX_BYTES, command.result().size())));
    }
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    if (current(task, command.epoch()) == null) {
      return stale(task, command.epoch(), turn);
    }
    Refusal tooHeavy = TaskDecisions.checkPayload(tasks, command.result().size());
    if (tooHeavy != null) {
      return Reply.refused(tooHeavy);
    }
    Ends.releaseLocks(task, turn);
    turn.emit(new TaskEvent.TaskSucceeded(task.id(), command.epoch(), command.result()));
    return turn.done();
  }

  public Reply fail(TaskCommand.FailTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    TaskState.Running running = current(task, command.epoch());
    if (running == null) {
      return stale(task, command.epoch(), turn);
    }
    Refusal refusal = checkBlame(task, command.attribution().breaker());
    if (refusal != null) {
      return Reply.refused(refusal);
    }
    Ends.failAttempt(
        task,
        running,
        command.failure(),
        command.retryable(),
        command.attribution().retryAfterMillis(),
        turn);
    return turn.done();
  }

  private @Nullable Refusal checkBlame(Task task, @Nullable BreakerName blamed) {
    if (blamed == null) {
      return null;
    }
    if (!task.spec().requirements().breakers().contains(blamed)) {
      return Refusal.failedPrecondition(
          "Expected the failure of task %s to be attributed to one of the breakers it names, %s, got %s; name it in the task, or report the failure without"
              .formatted(task.id(), task.spec().requirements().breakers(), blamed));
    }
    return breakers.hasRoomFor(blamed) ? null : BreakerDecisions.full();
  }

  public Reply giveBack(TaskCommand.ReturnTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    if (!(task.state() instanceof TaskState.Assigned assigned)
        || !assigned.epoch().equals(command.epoch())) {
      return stale(task, command.epoch(), turn);
    }
    Ends.giveBack(task, assigned, TaskEvent.UnassignCause.RETURNED, turn);
    return turn.done();
  }

  public Reply confirmCancelled(TaskCommand.ConfirmCancelled command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    if (!(task.state() instanceof TaskState.Cancelling cancelling)
        || !cancelling.epoch().equals(command.epoch())) {
      return stale(task, command.epoch(), turn);
    }
    Ends.endCancelling(task, cancelling, turn);
    return turn.done();
  }

  /** Whether the epoch is that of the running attempt; for heartbeats, which are not logged. */
  public Reply heartbeat(TaskCommand.TaskHeartbeat command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return TaskDecisions.missing(command.task());
    }
    return current(task, command.epoch()) == null
        ? Reply.refused(staleRefusal(task, command.epoch()))
        : turn.done();
  }

  /** A session is over: everything it held goes elsewhere. At most four events a task. */
  public void lose(FencingToken session, SessionEnd cause, Turn turn) {
    for (Task task : List.copyOf(tasks.heldBy(session))) {
      Ends.lose(task, cause, turn);
    }
  }

  /** A deadlock is broken by ending this attempt; it is repeated as if its agent were lost. */
  public void preempt(TaskId id, FencingToken epoch, Turn turn) {
    Task task = tasks.find(id);
    if (task != null && current(task, epoch) != null) {
      Ends.lose(task, SessionEnd.PREEMPTED, turn);
    }
  }

  private static TaskState.@Nullable Running current(Task task, FencingToken epoch) {
    return task.state() instanceof TaskState.Running running && running.epoch().equals(epoch)
        ? running
        : null;
  }

  private static Reply stale(Task task, FencingToken epoch, Turn turn) {
    Refusal refusal = staleRefusal(task, epoch);
    long now = turn.now().stateMillis();
    boolean justRecorded = recorded(task) && now - task.staleCallMillis() < STALE_RECORD_MILLIS;
    if (justRecorded || !(task.state() instanceof TaskState.Held held)) {
      return Reply.refused(refusal);
    }
    task.staleCallMillis(now);
    turn.emit(new TaskEvent.StaleCallRefused(task.id(), held.agent(), epoch));
    return new Reply.AnsweredNo(turn.position(), refusal);
  }

  private static boolean recorded(Task task) {
    return task.staleCallMillis() != Long.MIN_VALUE;
  }

  private static Refusal staleRefusal(Task task, FencingToken epoch) {
    String actual =
        task.state() instanceof TaskState.Held held
            ? "%s by %s under %s".formatted(task.state().name(), held.agent(), held.epoch())
            : task.state().name().toString();
    return new Refusal(
        RefusalCode.STALE_TOKEN,
        "Expected task %s to be held under epoch %s, but it is %s; stop working on it and claim again"
            .formatted(task.id(), epoch, actual));
  }
}
