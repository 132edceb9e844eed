package dev.yardmaster.core.task;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks that have not ended there are of each type and priority; derived from states,
 * never hashed.
 */
final class OpenTasks {
  /** Most types that are told apart; a task of any other is counted under {@link #OTHER}. */
  static final int MAX_TYPES = 200;

  static final String OTHER = "other";

  private static final int PRIORITIES = 101;

  private final int[] byPriority = new int[PRIORITIES];
  private final Map<String, TypeCount> byType = new HashMap<>();
  private final TypeCount others = new TypeCount(OTHER);

  /** Where a task is counted; held by the task, so that it leaves the place it came to. */
  record Counted(TypeCount type, int priority) {}

  /** Tasks of one type. */
  static final class TypeCount {
    private final String type;
    private int tasks;

    private TypeCount(String type) {
      this.type = type;
    }
  }

  /** Counts the task where it belongs now, which may be nowhere. */
  void look(Task task, boolean present) {
    Counted before = task.counted();
    boolean open = present && !(task.state() instanceof TaskState.Ended);
    if (before != null
        && open
        && before.priority == task.priority()
        && (before.type == others || before.type.type.equals(task.spec().work().type()))) {
      return;
    }
    if (before != null) {
      leave(before);
    }
    task.counted(open ? enter(task) : null);
  }

  private void leave(Counted place) {
    byPriority[place.priority]--;
    place.type.tasks--;
    if (place.type.tasks == 0 && place.type != others) {
      byType.remove(place.type.type);
    }
  }

  private Counted enter(Task task) {
    String name = task.spec().work().type();
    @Nullable TypeCount type = byType.get(name);
    if (type == null) {
      type = byType.size() < MAX_TYPES ? new TypeCount(name) : others;
      if (type != others) {
        byType.put(name, type);
      }
    }
    type.tasks++;
    byPriority[task.priority()]++;
    return new Counted(type, task.priority());
  }

  SortedMap<String, Integer> byType() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    byType.values().forEach(type -> counts.put(type.type, type.tasks));
    if (others.tasks > 0) {
      counts.merge(OTHER, others.tasks, Integer::sum);
    }
    return counts;
  }

  SortedMap<Integer, Integer> byPriority() {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    for (int priority = 0; priority < PRIORITIES; priority++) {
      if (byPriority[priority] > 0) {
        counts.put(priority, byPriority[priority]);
      }
    }
    return counts;
  }

  /** Adds what a count of all tasks says otherwise. */
  void verify(Iterable<Task> all, List<String> problems) {
    int[] priorities = new int[PRIORITIES];
    int open = 0;
    for (Task task : all) {
      if (!(task.state() instanceof TaskState.Ended)) {
        priorities[task.priority()]++;
        open++;
      }
    }
    int typed = byType().values().stream().mapToInt(Integer::intValue).sum();
    if (!Arrays.equals(priorities, byPriority) || typed != open) {
      problems.add(
          "R82: %d open tasks by priority are %s, counted %s, and %d by type"
              .formatted(open, Arrays.toString(priorities), Arrays.toString(byPriority), typed));
    }
  }
}
