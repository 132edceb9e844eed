package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.TaskId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is asked of a task (R20); two submissions of one id are the same when their specs are equal.
 *
 * @param priority 0-100, higher first
 * @param dependencies at most 10,000, each task once
 */
public record TaskSpec(
    TaskId id,
    Work work,
    int priority,
    List<Dependency> dependencies,
    Requirements requirements,
    Limits limits) {
  public static final int MAX_DEPENDENCIES = 10_000;
  public static final int DEFAULT_PRIORITY = 50;

  public TaskSpec {
    checkPriority(priority);
    if (dependencies.size() > MAX_DEPENDENCIES) {
      throw new IllegalArgumentException(
          "Expected at most %d dependencies of task %s, got %d; put a joining task between"
              .formatted(MAX_DEPENDENCIES, id, dependencies.size()));
    }
    if (!dependencies.isEmpty()) {
      Set<TaskId> seen = HashSet.newHashSet(dependencies.size());
      for (Dependency dependency : dependencies) {
        if (dependency.task().equals(id)) {
          throw new IllegalArgumentException("Task %s depends on itself".formatted(id));
        }
        if (!seen.add(dependency.task())) {
          throw new IllegalArgumentException(
              "Task %s depends on %s twice; keep one".formatted(id, dependency.task()));
        }
      }
    }
    dependencies = List.copyOf(dependencies);
  }

  public static TaskSpec named(String id) {
    return new TaskSpec(
        TaskId.of(id), Work.NONE, DEFAULT_PRIORITY, List.of(), Requirements.NONE, Limits.DEFAULT);
  }

  public TaskSpec work(Work value) {
    return new TaskSpec(id, value, priority, dependencies, requirements, limits);
  }

  public TaskSpec priority(int value) {
    return new TaskSpec(id, work, value, dependencies, requirements, limits);
  }

  public TaskSpec dependsOn(Dependency... values) {
    return new TaskSpec(id, work, priority, List.of(values), requirements, limits);
  }

  public TaskSpec requirements(Requirements value) {
    return new TaskSpec(id, work, priority, dependencies, value, limits);
  }

  public TaskSpec limits(Limits value) {
    return new TaskSpec(id, work, priority, dependencies, requirements, value);
  }

  /** About how many bytes it takes in the log, hardly ever more. */
  public long weight() {
    long characters = work.type().length() + work.description().length() + length(work.tags());
    characters += length(requirements.capabilities()) + length(limits.retry().nonRetryable());
    characters += length(requirements.selector().keySet());
    characters += length(requirements.selector().values());
    return 256
        + work.input().size()
        + 3 * characters
        + 134L * dependencies.size()
        + 520L * requirements.locks().size()
        + 134L * requirements.breakers().size();
  }

  private static long length(Collection<String> texts) {
    long length = 0;
    for (String text : texts) {
      length += text.length() + 2;
    }
    return length;
  }

  static void checkPriority(int priority) {
    if (priority < 0 || priority > 100) {
      throw new IllegalArgumentException("Expected a task priority of 0 to 100, got " + priority);
    }
  }
}
