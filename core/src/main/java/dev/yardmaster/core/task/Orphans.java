package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tasks in memory by the dependencies that have left it: a task made anew under such an id finds
 * those that named it, and they wait for it again. Derived from the tasks, like their edges.
 */
final class Orphans {
  private final Map<TaskId, Set<Task>> byMissing = new HashMap<>();

  void add(TaskId missing, Task dependent) {
    byMissing.computeIfAbsent(missing, id -> new LinkedHashSet<>()).add(dependent);
  }

  /** The dependent leaves memory itself, or no longer names what it did. */
  void remove(Task dependent) {
    if (byMissing.isEmpty()) {
      return;
    }
    for (Dependency dependency : dependent.spec().dependencies()) {
      Set<Task> of = byMissing.get(dependency.task());
      if (of != null && of.remove(dependent) && of.isEmpty()) {
        byMissing.remove(dependency.task());
      }
    }
  }

  /** Those that named this id, in order of arrival; they are forgotten here. */
  List<Task> take(TaskId made) {
    Set<Task> of = byMissing.remove(made);
    if (of == null) {
      return List.of();
    }
    List<Task> inOrder = new ArrayList<>(of);
    inOrder.sort(Comparator.comparingLong(Task::arrival));
    return inOrder;
  }

  boolean knows(TaskId missing, Task dependent) {
    return byMissing.getOrDefault(missing, Set.of()).contains(dependent);
  }
}
