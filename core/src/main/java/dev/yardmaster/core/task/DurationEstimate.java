package dev.yardmaster.core.task;

/** How long a task of a type is expected to take, in milliseconds, on an ordinary agent. */
@FunctionalInterface
public interface DurationEstimate {
  double millis(String type);
}
