package dev.yardmaster.core.task;

/** Told of every change of a task right after it was applied; keeps derived indexes current. */
@FunctionalInterface
public interface TaskObserver {
  TaskObserver NONE = (task, before) -> {};

  /**
   * The task has changed; before is the state it came from (the same when only details changed).
   */
  void changed(Task task, TaskState before);
}
