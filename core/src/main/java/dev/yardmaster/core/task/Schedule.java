package dev.yardmaster.core.task;

/** Wall-clock bounds, milliseconds since 1970; 0 is none. Not before, and over by. */
public record Schedule(long notBeforeMillis, long deadlineMillis) {
  public static final Schedule NONE = new Schedule(0, 0);

  public Schedule {
    if (notBeforeMillis < 0 || deadlineMillis < 0) {
      throw new IllegalArgumentException(
          "Expected notBefore and deadline since 1970, got %d and %d"
              .formatted(notBeforeMillis, deadlineMillis));
    }
    if (deadlineMillis != 0 && notBeforeMillis > deadlineMillis) {
      throw new IllegalArgumentException(
          "Expected notBefore at or before the deadline, got %d and %d"
              .formatted(notBeforeMillis, deadlineMillis));
    }
  }
}
