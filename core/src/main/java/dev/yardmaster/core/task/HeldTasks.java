package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.FencingToken;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which tasks each session holds, and how many of them wait for others; derived from states. */
final class HeldTasks {
  private final Map<FencingToken, LinkedHashSet<Task>> held = new HashMap<>();
  private final Map<FencingToken, Integer> awaiting = new HashMap<>();

  Collection<Task> of(FencingToken session) {
    LinkedHashSet<Task> tasks = held.get(session);
    return tasks == null ? Set.of() : Collections.unmodifiableCollection(tasks);
  }

  int count(FencingToken session) {
    Set<Task> tasks = held.get(session);
    return tasks == null ? 0 : tasks.size();
  }

  /** All but those that wait for the end of another (R54). */
  int slotsInUse(FencingToken session) {
    return count(session) - awaiting.getOrDefault(session, 0);
  }

  /** Those that run, those being cancelled included, those that wait for others not. */
  int started(FencingToken session) {
    int started = 0;
    for (Task task : of(session)) {
      started += task.state() instanceof TaskState.Assigned || task.isAwaiting() ? 0 : 1;
    }
    return started;
  }

  void add(FencingToken session, Task task) {
    held.computeIfAbsent(session, s -> new LinkedHashSet<>(4)).addLast(task);
  }

  void remove(FencingToken session, Task task) {
    Set<Task> of = held.get(session);
    if (of != null && of.remove(task) && of.isEmpty()) {
      held.remove(session);
    }
  }

  /** One task more, or less, of the session waits for another. */
  void awaits(FencingToken session, int by) {
    awaiting.merge(session, by, (a, b) -> a + b == 0 ? null : a + b);
  }
}
