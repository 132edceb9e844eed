package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;

/**
 * Where a task is (R21); each state carries just what is true in it. Times are state milliseconds.
 *
 * <p>The legal moves are in {@link TaskTransitions}.
 */
public sealed interface TaskState {
  /** Held back by dependencies, {@code notBefore}, an approval, or its plan's seal. */
  record Waiting() implements TaskState {}

  /** Nothing holds it back; waits for an agent and its locks. */
  record Ready(long sinceMillis) implements TaskState {}

  /** Promised to an agent's session under an epoch; not started. */
  record Assigned(AgentId agent, FencingToken session, FencingToken epoch, long sinceMillis)
      implements Held {}

  /** Being done. */
  record Running(AgentId agent, FencingToken session, FencingToken epoch, long sinceMillis)
      implements Held {}

  /** Told to stop; its epoch is stale, its locks stay until it confirms, or {@code untilMillis}. */
  record Cancelling(
      AgentId agent, FencingToken session, FencingToken epoch, CancelCause cause, long untilMillis)
      implements Held {}

  /** Failed with attempts left; READY again at {@code untilMillis}. */
  record Backoff(long untilMillis) implements TaskState {}

  /** Done, once and for all. */
  record Succeeded(AgentId agent, Payload result, long sinceMillis) implements Ended {}

  /** A dead letter: visible until retried or purged. */
  record Failed(Failure failure, long sinceMillis) implements Ended {}

  /** Cancelled or rejected, with the reason given. */
  record Cancelled(String reason, long sinceMillis) implements Ended {}

  /** A dependency did not succeed; names the task where it began. */
  record Skipped(TaskId rootCause, long sinceMillis) implements Ended {}

  /** States in which an agent has the task. */
  sealed interface Held extends TaskState {
    AgentId agent();

    FencingToken session();

    FencingToken epoch();
  }

  /** States nothing follows by itself. */
  sealed interface Ended extends TaskState {
    long sinceMillis();
  }

  /** The state's name on every surface. */
  default Name name() {
    return switch (this) {
      case Waiting w -> Name.WAITING;
      case Ready r -> Name.READY;
      case Assigned a -> Name.ASSIGNED;
      case Running r -> Name.RUNNING;
      case Cancelling c -> Name.CANCELLING;
      case Backoff b -> Name.BACKOFF;
      case Succeeded s -> Name.SUCCEEDED;
      case Failed f -> Name.FAILED;
      case Cancelled c -> Name.CANCELLED;
      case Skipped s -> Name.SKIPPED;
    };
  }

  /** Names of the states, in the order in which a task passes through them. */
  enum Name {
    WAITING,
    READY,
    ASSIGNED,
    RUNNING,
    CANCELLING,
    BACKOFF,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SKIPPED;

    public boolean isEnded() {
      return compareTo(SUCCEEDED) >= 0;
    }
  }
}
