package dev.yardmaster.cli.hook;

import dev.yardmaster.core.identity.ResourceName;
import java.time.Duration;

/**
 * A lock that somebody has.
 *
 * @param byTask whether the holder is an attempt of a task, else it is an agent
 * @param holder name of the task or agent
 */
record Hold(
    ResourceName resource,
    boolean exclusive,
    boolean byTask,
    String holder,
    String token,
    long heldMillis) {
  /** Who, what, how, since when. */
  String text() {
    return "%s %s has held %s %s for %s (token %s)"
        .formatted(
            byTask ? "task" : "agent",
            holder,
            resource,
            exclusive ? "exclusively" : "shared",
            text(Duration.ofMillis(heldMillis)),
            token);
  }

  private static String text(Duration held) {
    if (held.toMinutes() < 2) {
      return held.toSeconds() + " s";
    }
    return held.toHours() < 2 ? held.toMinutes() + " min" : held.toHours() + " h";
  }
}
