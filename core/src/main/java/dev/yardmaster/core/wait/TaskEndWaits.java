package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.task.TombstoneRestored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Waits for the end of tasks, by task. Leader only, derived. */
public final class TaskEndWaits {
  private record Over(Wait waiter, TaskState.Name state) {}

  private final WaitTable waits;
  private final Map<TaskId, Map<Wait, Boolean>> byTask = new LinkedHashMap<>();
  private final Deque<Over> over = new ArrayDeque<>();
  private int size;
  private boolean beganAnew;

  public TaskEndWaits(WaitTable waits) {
    this.waits = waits;
  }

  void began(Wait wait) {
    if (wait.what() instanceof Wait.TaskEnd end) {
      byTask.computeIfAbsent(end.task(), t -> new LinkedHashMap<>()).put(wait, true);
      size++;
    }
  }

  void ended(Wait wait) {
    if (wait.what() instanceof Wait.TaskEnd end) {
      Map<Wait, Boolean> of = byTask.get(end.task());
      if (of != null && of.remove(wait) != null) {
        size--;
        if (of.isEmpty()) {
          byTask.remove(end.task());
        }
      }
    }
  }

  /** Looks for ends that a former leader had no room to tell. */
  public void rebuild(TaskTable tasks) {
    byTask.forEach((id, waiters) -> {
      TaskState.Name state = ended(tasks, id);
      if (state != null) {
        waiters.keySet().forEach(wait -> over.addLast(new Over(wait, state)));
      }
    });
  }

  private static TaskState.@Nullable Name ended(TaskTable tasks, TaskId id) {
    Task task = tasks.find(id);
    if (task != null) {
      return task.state() instanceof TaskState.Ended ? task.state().name() : null;
    }
    TombstoneRestored stone = tasks.tombstones().find(id);
    return stone == null ? null : stone.outcome();
  }

  /** The task's state changed. */
  public void changed(Task task, TaskState before) {
    if (size == 0) {
      return;
    }
    if (task.state() instanceof TaskState.Ended) {
      byTask
          .getOrDefault(task.id(), Map.of())
          .keySet()
          .forEach(wait -> over.addLast(new Over(wait, task.state().name())));
    } else if (task.state() instanceof TaskState.Waiting) {
      beganAnew = true; // it waits again for others, which nobody decided in a wait of his own
    }
  }

  /** Tells those who wait, as far as the turn has room. */
  public void run(Turn turn) {
    while (turn.room() > 4 && !over.isEmpty()) {
      Over next = over.pollFirst();
      if (waits.find(next.waiter.id()) != null) {
        turn.emit(new WaitEvent.WaitEnded(next.waiter.id(), new Outcome.TaskEnded(next.state)));
      }
    }
  }

  public boolean isPending() {
    return !over.isEmpty() || beganAnew;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isAwaited(TaskId task) {
    return byTask.containsKey(task);
  }

  /** Whether some task waits for others anew since the last call. */
  boolean takeBeganAnew() {
    boolean was = beganAnew;
    beganAnew = false;
    return was;
  }

  List<Wait> all() {
    return byTask.values().stream().flatMap(of -> of.keySet().stream()).toList();
  }
}
