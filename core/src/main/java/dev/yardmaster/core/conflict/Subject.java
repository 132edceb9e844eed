package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;

/** What a conflict is about. */
public sealed interface Subject {
  /** Who may have a resource; a subtree stands for all below it. */
  record OfResource(ResourceName resource) implements Subject {
    @Override
    public String toString() {
      return "resource " + resource;
    }
  }

  /** Something about a task. */
  record OfTask(TaskId task, Aspect aspect) implements Subject {
    @Override
    public String toString() {
      return switch (aspect) {
        case ASSIGNMENT -> "the assignment of task " + task;
        case DEPENDENCY -> "a dependency of task " + task;
        case OUTPUT -> "the output of task " + task;
      };
    }
  }

  /** What about a task. */
  enum Aspect {
    /** Who does it. */
    ASSIGNMENT,
    /** Whether it must wait for another. */
    DEPENDENCY,
    /** Which result is the right one. */
    OUTPUT
  }

  /** Its kind in statistics: {@code RESOURCE}, or the aspect of a task. */
  default String kind() {
    return switch (this) {
      case OfResource resource -> "RESOURCE";
      case OfTask task -> task.aspect().name();
    };
  }
}
