package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Turn;
import java.util.HashMap;
import java.util.Map;

/**
 * When tasks must be looked at because of the clock, and what is done then. Leader only, derived.
 *
 * <p>Two clocks: state time for timeouts, wall time for {@code notBefore} and {@code deadline}
 * (S5). After a change of leader run timeouts keep their remainder but at least {@link
 * #GRACE_MILLIS}.
 */
public final class TaskTimers {
  /** Assigned and not started for so long, with a slot free to run it: given back (R21). */
  public static final long START_TIMEOUT_MILLIS = 10_000;

  private static final long GRACE_MILLIS = 60_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final TaskTable tasks;
  private final AttemptDecisions attempts;
  private final DueQueue<Task> byState = new DueQueue<>();
  private final DueQueue<Task> byWall = new DueQueue<>();
  private final Map<FencingToken, Long> heartbeats = new HashMap<>();
  private final Map<FencingToken, Long> startsFrom = new HashMap<>();
  private long leaderChangedMillis;

  public TaskTimers(TaskTable tasks, AttemptDecisions attempts) {
    this.tasks = tasks;
    this.attempts = attempts;
  }

  /** Arms the timers of all tasks anew. */
  public void rebuild(long leaderChanged) {
    leaderChangedMillis = leaderChanged;
    tasks.all().forEach(task -> changed(task, task.state()));
  }

  public void changed(Task task, TaskState before) {
    if (before instanceof TaskState.Held held
        && !(task.state() instanceof TaskState.Held now && now.epoch().equals(held.epoch()))) {
      heartbeats.remove(held.epoch());
      startsFrom.remove(held.epoch());
    }
    if (task.state() instanceof TaskState.Ended) {
      byState.disarm(task);
      byWall.disarm(task);
      return;
    }
    byState.arm(task, dueMillis(task));
    byWall.arm(task, wallDueMillis(task));
  }

  /** A sign of life of a running attempt. */
  public void beat(FencingToken epoch, long nowMillis) {
    heartbeats.put(epoch, nowMillis);
  }

  public long nextStateMillis() {
    return byState.nextMillis();
  }

  public long nextWallMillis() {
    return byWall.nextMillis();
  }

  /** Does what is due, as far as the turn has room; what remains is still due. */
  public void tick(Turn turn) {
    Now now = turn.now();
    Task due = byState.take(now.stateMillis());
    while (due != null) {
      fire(due, turn);
      rearm(due);
      due = turn.room() > 4 ? byState.take(now.stateMillis()) : null;
    }
    due = turn.room() > 4 ? byWall.take(now.wallMillis()) : null;
    while (due != null) {
      fireWall(due, turn);
      rearm(due);
      due = turn.room() > 4 ? byWall.take(now.wallMillis()) : null;
    }
  }

  private void rearm(Task task) {
    if (tasks.find(task.id()) == task) {
      changed(task, task.state());
    }
  }

  private long dueMillis(Task task) {
    Timeouts timeouts = task.spec().limits().timeouts();
    return switch (task.state()) {
      case TaskState.Ready ready -> after(ready.sinceMillis(), timeouts.scheduleToStartMillis());
      case TaskState.Assigned assigned ->
          Math.min(
              startFrom(assigned) + START_TIMEOUT_MILLIS,
              after(assigned.sinceMillis(), timeouts.scheduleToStartMillis()));
      case TaskState.Running running ->
          Math.min(closeDue(running, timeouts), heartbeatDue(running, timeouts));
      case TaskState.Cancelling cancelling -> cancelling.untilMillis();
      case TaskState.Backoff backoff -> backoff.untilMillis();
      case TaskState.Waiting waiting -> NEVER;
      case TaskState.Ended ended -> NEVER;
    };
  }

  private long startFrom(TaskState.Assigned assigned) {
    long since = Math.max(assigned.sinceMillis(), leaderChangedMillis);
    return Math.max(since, startsFrom.getOrDefault(assigned.epoch(), since));
  }

  private long closeDue(TaskState.Running running, Timeouts timeouts) {
    long due = after(running.sinceMillis(), timeouts.startToCloseMillis());
    return due == NEVER || running.sinceMillis() >= leaderChangedMillis
        ? due
        : Math.max(due, leaderChangedMillis + GRACE_MILLIS);
  }

  private long heartbeatDue(TaskState.Running running, Timeouts timeouts) {
    long from = Math.max(running.sinceMillis(), leaderChangedMillis);
    return after(
        Math.max(from, heartbeats.getOrDefault(running.epoch(), from)), timeouts.heartbeatMillis());
  }

  private static long after(long from, long millis) {
    return millis == 0 ? NEVER : from + millis;
  }

  private long wallDueMillis(Task task) {
    Schedule schedule = task.spec().limits().schedule();
    long deadline =
        schedule.deadlineMillis() == 0 || task.state() instanceof TaskState.Cancelling
            ? NEVER
            : schedule.deadlineMillis();
    boolean heldByClock = task.state() instanceof TaskState.Waiting && task.isUnheld();
    return heldByClock && schedule.notBeforeMillis() != 0
        ? Math.min(deadline, schedule.notBeforeMillis())
        : deadline;
  }

  private void fire(Task task, Turn turn) {
    long now = turn.now().stateMillis();
    if (dueMillis(task) > now) {
      return;
    }
    Timeouts timeouts = task.spec().limits().timeouts();
    switch (task.state()) {
      case TaskState.Ready ready -> failUnstarted(task, timeouts, turn);
      case TaskState.Assigned assigned -> {
        if (after(assigned.sinceMillis(), timeouts.scheduleToStartMillis()) <= now) {
          failUnstarted(task, timeouts, turn);
        } else if (attempts.freeSlots(assigned) > 0) {
          Ends.giveBack(task, assigned, TaskEvent.UnassignCause.START_TIMEOUT, turn);
        } else {
          startsFrom.put(assigned.epoch(), now);
        }
      }
      case TaskState.Running running -> {
        boolean closed = closeDue(running, timeouts) <= now;
        Ends.requestStop(
            task,
            running,
            closed ? CancelCause.START_TO_CLOSE : CancelCause.HEARTBEAT,
            closed ? "startToClose is over" : "no heartbeat",
            turn);
      }
      case TaskState.Cancelling cancelling -> Ends.endCancelling(task, cancelling, turn);
      case TaskState.Backoff backoff -> {
        turn.emit(new TaskEvent.TaskReady(task.id()));
        Cascades.holdBackIfNeeded(task, turn);
      }
      case TaskState.Waiting waiting -> {}
      case TaskState.Ended ended -> {}
    }
  }

  private static void failUnstarted(Task task, Timeouts timeouts, Turn turn) {
    Ends.releaseLocks(task, turn);
    turn.emit(
        new TaskEvent.TaskFailed(
            task.id(),
            new Failure(
                Failure.SCHEDULE_TO_START,
                "not started within scheduleToStart of %d ms"
                    .formatted(timeouts.scheduleToStartMillis()))));
  }

  private static void fireWall(Task task, Turn turn) {
    Schedule schedule = task.spec().limits().schedule();
    long wall = turn.now().wallMillis();
    if (schedule.deadlineMillis() != 0 && schedule.deadlineMillis() <= wall) {
      passDeadline(task, turn);
    } else {
      Cascades.releaseIfFree(task, turn);
    }
  }

  private static void passDeadline(Task task, Turn turn) {
    if (task.state() instanceof TaskState.Running running) {
      Ends.requestStop(task, running, CancelCause.DEADLINE, "its deadline is over", turn);
    } else if (!(task.state() instanceof TaskState.Ended)
        && !(task.state() instanceof TaskState.Cancelling)) {
      Ends.releaseLocks(task, turn);
      turn.emit(
          new TaskEvent.TaskFailed(
              task.id(), new Failure(Failure.DEADLINE, "its deadline is over")));
    }
  }
}
