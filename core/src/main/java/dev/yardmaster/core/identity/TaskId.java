package dev.yardmaster.core.identity;

/** The name of a task, unique in its workspace. See {@link Names} for its alphabet. */
public record TaskId(String value) implements Comparable<TaskId> {
  public TaskId {
    Names.check("task", value);
  }

  public static TaskId of(String value) {
    return new TaskId(value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
