package dev.yardmaster.core.task;

import java.util.HashMap;
import java.util.Map;

/** How many tasks in memory there are of each class. */
final class ClassCounts {
  /**
   * Counted in place: a boxed number would be a new object stored into an old one for each task,
   * and each such store waits for the processor's pending ones (a barrier of the G1 collector).
   */
  private static final class Count {
    private int tasks;
  }

  private final Map<ClassKey, Count> counts = new HashMap<>();

  int size() {
    return counts.size();
  }

  boolean has(ClassKey key) {
    return counts.containsKey(key);
  }

  void add(TaskSpec spec) {
    counts.computeIfAbsent(ClassKey.of(spec), key -> new Count()).tasks++;
  }

  void remove(TaskSpec spec) {
    ClassKey key = ClassKey.of(spec);
    Count count = counts.get(key);
    if (count != null && --count.tasks == 0) {
      counts.remove(key);
    }
  }
}
