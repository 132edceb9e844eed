package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.Text;

/** Why an attempt or a task failed: a type that policies match and a text for people. */
public record Failure(String type, String message) {
  public static final int MAX_MESSAGE = 4_096;

  public Failure {
    if (type.length() > Work.MAX_TYPE) {
      throw new IllegalArgumentException(
          "Expected an error type of at most %d characters, got %d"
              .formatted(Work.MAX_TYPE, type.length()));
    }
    Text.check("the error type", type);
    message = Text.shorten(Text.check("the error message", message), MAX_MESSAGE);
  }

  /** Failure types that the core itself gives. */
  public static final String TIMEOUT = "timeout";

  public static final String HEARTBEAT = "heartbeat-timeout";
  public static final String DEADLINE = "deadline";
  public static final String SCHEDULE_TO_START = "schedule-to-start-timeout";
  public static final String LOST = "lost";
}
