package dev.yardmaster.core.task;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;

/** What happened to single tasks. Times are state milliseconds. */
public sealed interface TaskEvent extends Event {
  TaskId task();

  /** Submitted alone; WAITING until {@link TaskReady}. */
  record TaskSubmitted(TaskSpec spec) implements TaskEvent {
    @Override
    public TaskId task() {
      return spec.id();
    }
  }

  /** Nothing holds it back any more. */
  record TaskReady(TaskId task) implements TaskEvent {}

  /** A dependency began anew before the task was started: WAITING again. */
  record TaskHeldBack(TaskId task) implements TaskEvent {}

  /** Given to an agent's session under a new epoch; the choice explains itself. */
  record TaskAssigned(
      TaskId task, AgentId agent, FencingToken session, FencingToken epoch, Choice choice)
      implements TaskEvent {}

  /** Moved, before it was started, from one agent to another under a new epoch (R33). */
  record WorkStolen(
      TaskId task,
      AgentId from,
      AgentId to,
      FencingToken session,
      FencingToken epoch,
      String reason)
      implements TaskEvent {}

  /** Started by the agent that holds its epoch; the attempt now counts. */
  record TaskStarted(TaskId task, FencingToken epoch) implements TaskEvent {}

  /** Given back before it was started; READY again. */
  record TaskUnassigned(TaskId task, FencingToken epoch, UnassignCause cause)
      implements TaskEvent {}

  record TaskSucceeded(TaskId task, FencingToken epoch, Payload result) implements TaskEvent {}

  /** An attempt failed and another will follow at {@code retryAtMillis}. */
  record AttemptFailed(TaskId task, FencingToken epoch, Failure failure, long retryAtMillis)
      implements TaskEvent {}

  /** The agent of a running attempt was lost; READY again, no attempt used. */
  record AttemptLost(TaskId task, FencingToken epoch, SessionEnd cause) implements TaskEvent {}

  /** A running attempt must stop: its epoch is stale from now on. */
  record CancelRequested(
      TaskId task, FencingToken epoch, CancelCause cause, String reason, long untilMillis)
      implements TaskEvent {}

  /** Ended FAILED: a dead letter. */
  record TaskFailed(TaskId task, Failure failure) implements TaskEvent {}

  record TaskCancelled(TaskId task, String reason) implements TaskEvent {}

  record TaskSkipped(TaskId task, TaskId rootCause) implements TaskEvent {}

  /** An ended task begins anew, WAITING, with a new count of attempts. */
  record TaskRetried(TaskId task, String by) implements TaskEvent {}

  /** A person let it go on. */
  record TaskApproved(TaskId task, String by) implements TaskEvent {}

  record TaskPriorityChanged(TaskId task, int priority) implements TaskEvent {}

  /** An agent won the conflict about who does it: it is for that agent alone now (R71). */
  record TaskPinned(TaskId task, AgentId agent) implements TaskEvent {}

  /** An agent won the conflict about its output, and this is its result now (R71). */
  record TaskOutputReplaced(TaskId task, AgentId agent, Payload result) implements TaskEvent {}

  /** The ended task's dependents up to (excluding) this index know of its end. */
  record DependentsSettled(TaskId task, int next) implements TaskEvent {}

  /** The retried task's dependents up to (excluding) this index were looked at and revived. */
  record DependentsRevived(TaskId task, int next) implements TaskEvent {}

  /** Left memory; only its tombstone stays. */
  record TaskRetired(TaskId task) implements TaskEvent {}

  /** A call with an old epoch was refused; at most once a second per agent and task. */
  record StaleCallRefused(TaskId task, AgentId agent, FencingToken epoch) implements TaskEvent {}

  /** Why an assigned task was given back. */
  enum UnassignCause {
    START_TIMEOUT,
    AGENT_LOST,
    RETURNED,
    /** A dependency began anew. */
    HELD_BACK,
    /** Another agent won the conflict about it (R71). */
    OVERRULED
  }

  /**
   * Which strategy chose the agent, with what score, and why, in words for {@code explain}.
   *
   * @param score smaller is better; its meaning is the strategy's
   */
  record Choice(String strategy, double score, String reason) {}
}
