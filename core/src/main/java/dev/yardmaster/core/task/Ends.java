package dev.yardmaster.core.task;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceEvent;

/** How attempts and tasks come to their ends; the events of each way out, locks first. */
final class Ends {
  /** How long a cancelled attempt may take to confirm before its locks go (R21). */
  static final long CANCEL_GRACE_MILLIS = 30_000;

  /** So many counted losses are survived; the next fails the task (R21). */
  static final int MAX_LOSSES = 20;

  private Ends() {}

  static void releaseLocks(Task task, Turn turn) {
    if (task.state() instanceof TaskState.Held held && task.isEngaged(held.epoch())) {
      turn.emit(new ResourceEvent.LocksReleased(new Holder.Attempt(task.id(), held.epoch())));
    }
  }

  /** An attempt failed: another follows, after so long at least, or the task is a dead letter. */
  static void failAttempt(
      Task task,
      TaskState.Held held,
      Failure failure,
      boolean retryable,
      long atLeastMillis,
      Turn turn) {
    releaseLocks(task, turn);
    RetryPolicy retry = task.spec().limits().retry();
    boolean again =
        retryable
            && task.attempts() < retry.maxAttempts()
            && !retry.nonRetryable().contains(failure.type());
    if (again) {
      long wait =
          Math.max(atLeastMillis, retry.backoff().waitMillis(task.attempts(), turn.entropy()));
      turn.emit(
          new TaskEvent.AttemptFailed(
              task.id(), held.epoch(), failure, turn.now().stateMillis() + wait));
    } else {
      turn.emit(new TaskEvent.TaskFailed(task.id(), failure));
    }
  }

  /** A task that has not ended is cancelled; a running one is told to stop first. */
  static void cancel(Task task, String reason, Turn turn) {
    switch (task.state()) {
      case TaskState.Running running ->
          requestStop(task, running, CancelCause.REQUESTED, reason, turn);
      case TaskState.Cancelling cancelling -> {
        if (cancelling.cause() != CancelCause.REQUESTED) {
          requestStop(task, cancelling, CancelCause.REQUESTED, reason, turn);
        }
      }
      case TaskState.Assigned assigned -> {
        releaseLocks(task, turn);
        turn.emit(new TaskEvent.TaskCancelled(task.id(), reason));
      }
      case TaskState.Waiting waiting -> turn.emit(new TaskEvent.TaskCancelled(task.id(), reason));
      case TaskState.Ready ready -> turn.emit(new TaskEvent.TaskCancelled(task.id(), reason));
      case TaskState.Backoff backoff -> turn.emit(new TaskEvent.TaskCancelled(task.id(), reason));
      case TaskState.Ended ended -> {}
    }
  }

  /** An assigned or READY task whose dependency began anew waits again; a running one goes on. */
  static void takeBack(Task task, Turn turn) {
    if (task.state() instanceof TaskState.Assigned assigned) {
      giveBack(task, assigned, TaskEvent.UnassignCause.HELD_BACK, turn);
    } else {
      Cascades.holdBackIfNeeded(task, turn);
    }
  }

  /** An assigned task goes back to READY, or WAITING when a dependency began anew. */
  static void giveBack(
      Task task, TaskState.Assigned assigned, TaskEvent.UnassignCause cause, Turn turn) {
    releaseLocks(task, turn);
    turn.emit(new TaskEvent.TaskUnassigned(task.id(), assigned.epoch(), cause));
    Cascades.holdBackIfNeeded(task, turn);
  }

  static void requestStop(
      Task task, TaskState.Held held, CancelCause cause, String reason, Turn turn) {
    turn.emit(
        new TaskEvent.CancelRequested(
            task.id(),
            held.epoch(),
            cause,
            reason,
            turn.now().stateMillis() + CANCEL_GRACE_MILLIS));
  }

  /** An attempt told to stop has stopped, or its time to do so is over. */
  static void endCancelling(Task task, TaskState.Cancelling held, Turn turn) {
    switch (held.cause()) {
      case REQUESTED -> {
        releaseLocks(task, turn);
        turn.emit(new TaskEvent.TaskCancelled(task.id(), "cancelled while running"));
      }
      case START_TO_CLOSE ->
          failAttempt(task, held, timeout(Failure.TIMEOUT, "startToClose", task), true, 0, turn);
      case HEARTBEAT ->
          failAttempt(task, held, timeout(Failure.HEARTBEAT, "heartbeat", task), true, 0, turn);
      case DEADLINE -> {
        releaseLocks(task, turn);
        turn.emit(
            new TaskEvent.TaskFailed(
                task.id(), new Failure(Failure.DEADLINE, "its deadline is over")));
      }
    }
  }

  private static Failure timeout(String type, String name, Task task) {
    Timeouts timeouts = task.spec().limits().timeouts();
    long millis =
        name.equals("heartbeat") ? timeouts.heartbeatMillis() : timeouts.startToCloseMillis();
    return new Failure(type, "%s of %d ms is over".formatted(name, millis));
  }

  /** The session that held the task is over. */
  static void lose(Task task, SessionEnd cause, Turn turn) {
    switch (task.state()) {
      case TaskState.Assigned assigned ->
          giveBack(task, assigned, TaskEvent.UnassignCause.AGENT_LOST, turn);
      case TaskState.Running running -> {
        releaseLocks(task, turn);
        if (cause.counts() && task.losses() >= MAX_LOSSES) {
          turn.emit(
              new TaskEvent.TaskFailed(
                  task.id(),
                  new Failure(
                      Failure.LOST, "its agent was lost %d times".formatted(MAX_LOSSES + 1))));
        } else {
          turn.emit(new TaskEvent.AttemptLost(task.id(), running.epoch(), cause));
          Cascades.holdBackIfNeeded(task, turn);
        }
      }
      case TaskState.Cancelling cancelling -> endCancelling(task, cancelling, turn);
      case TaskState.Waiting other -> {}
      case TaskState.Ready other -> {}
      case TaskState.Backoff other -> {}
      case TaskState.Ended other -> {}
    }
  }
}
