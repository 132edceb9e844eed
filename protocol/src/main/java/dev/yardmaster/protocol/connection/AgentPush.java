package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.task.CancelCause;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.Outcome;

/** What an attached agent is told, after it is committed. */
public sealed interface AgentPush {
  /**
   * A task is the agent's under this epoch, which every call about it must carry.
   *
   * @param attempt 1 for the first attempt since the task was created or retried
   */
  record Assigned(TaskSpec spec, FencingToken epoch, int attempt) implements AgentPush {}

  /** A running attempt must stop; the agent confirms when it has. */
  record Cancelled(TaskId task, FencingToken epoch, CancelCause cause, String reason)
      implements AgentPush {}

  /** The task is no longer the agent's; it must not be started, or its result will be refused. */
  record Revoked(TaskId task, FencingToken epoch, Why why) implements AgentPush {}

  /**
   * So many messages came, or came back, since this was last said; the agent receives them. What
   * waited before it attached is not announced.
   */
  record MailArrived(int count) implements AgentPush {}

  /** A wait of the agent, or of one of its attempts, is over. */
  record WaitEnded(FencingToken waitId, Outcome outcome) implements AgentPush {}

  /** A grant is over though its holder did not give it back: it expired, or was taken. */
  record LockLost(FencingToken token, ReleaseCause cause) implements AgentPush {}

  /** A conflict was reported to which the agent is a party, maybe by itself. */
  record ConflictOpened(ConflictId conflict) implements AgentPush {}

  /** The session is over; nothing follows. */
  record SessionEnded(SessionEnd cause) implements AgentPush {}

  /** The leader changed and knows no open demand any more; the agent states it again. */
  record DemandForgotten() implements AgentPush {}

  /** Why a task was taken from an agent. */
  enum Why {
    STOLEN,
    START_TIMEOUT,
    SESSION_ENDED,
    /** Ended to break a deadlock. */
    PREEMPTED,
    RETURNED,
    /** A dependency began anew. */
    HELD_BACK,
    /** Another agent won the conflict about it. */
    OVERRULED,
    /** Cancelled, failed or replaced before it was started. */
    ENDED
  }
}
