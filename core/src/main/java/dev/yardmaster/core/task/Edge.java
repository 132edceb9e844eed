package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * One dependency at work: from the task that must end to the dependent that waits. A settled edge
 * no longer holds its dependent back. Links in {@link Dependents} are that list's business.
 */
final class Edge {
  private final Task dependency;
  private final Task dependent;
  private final Dependency.On on;
  private boolean settled;
  @Nullable Edge previous;
  @Nullable Edge next;

  Edge(Task dependency, Task dependent, Dependency.On on) {
    this.dependency = dependency;
    this.dependent = dependent;
    this.on = on;
  }

  Task dependency() {
    return dependency;
  }

  Task dependent() {
    return dependent;
  }

  boolean isSettled() {
    return settled;
  }

  void settled(boolean value) {
    settled = value;
  }

  /** Whether the dependency has ended in a way this edge is not content with. */
  boolean isBroken() {
    return on == Dependency.On.SUCCESS
        && dependency.state() instanceof TaskState.Ended
        && !(dependency.state() instanceof TaskState.Succeeded);
  }

  /** Where the trouble of a broken edge began. */
  TaskId rootCause() {
    return dependency.state() instanceof TaskState.Skipped skipped
        ? skipped.rootCause()
        : dependency.id();
  }
}
