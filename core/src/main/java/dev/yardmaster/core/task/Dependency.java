package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.TaskId;

/** That a task waits for another to end, and with which end it is content. */
public record Dependency(TaskId task, On on) {
  /** Which end satisfies the dependency. */
  public enum On {
    /** Only SUCCEEDED; any other end skips the dependent. */
    SUCCESS,
    /** Any end. */
    COMPLETION
  }

  public static Dependency onSuccess(String task) {
    return new Dependency(TaskId.of(task), On.SUCCESS);
  }

  public static Dependency onCompletion(String task) {
    return new Dependency(TaskId.of(task), On.COMPLETION);
  }
}
