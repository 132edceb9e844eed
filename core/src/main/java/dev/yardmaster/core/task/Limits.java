package dev.yardmaster.core.task;

/** When a task may run, for how long and how often; and whether a person must approve it first. */
public record Limits(Timeouts timeouts, Schedule schedule, RetryPolicy retry, boolean approval) {
  public static final Limits DEFAULT =
      new Limits(Timeouts.NONE, Schedule.NONE, RetryPolicy.DEFAULT, false);
}
