package dev.yardmaster.core.graph;

import java.util.Objects;

/**
 * One edge of the graph as its dependent sees it: the task waited for, and what is expected of it.
 */
public record Dependency<T>(T task, Condition condition) {
  public Dependency {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(condition, "condition");
  }

  public static <T> Dependency<T> onSuccess(T task) {
    return new Dependency<>(task, Condition.ON_SUCCESS);
  }

  public static <T> Dependency<T> onCompletion(T task) {
    return new Dependency<>(task, Condition.ON_COMPLETION);
  }
}
