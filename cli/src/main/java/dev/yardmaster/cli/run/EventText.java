package dev.yardmaster.cli.run;

import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line for a person on an event of a run; events that people need not follow have none. */
final class EventText {
  /** Texts are cut so that a line fits 80 columns where it can. */
  private static final int MAX_REASON = 400;

  private EventText() {}

  static Optional<String> of(CommittedEvent committed, RunRecord.@Nullable Attempt ended) {
    return committed.event() instanceof TaskEvent event
        ? of(event, ended, committed.at())
        : Optional.empty();
  }

  private static Optional<String> of(TaskEvent event, RunRecord.@Nullable Attempt ended, Now at) {
    String task = event.task().value();
    String after =
        ended == null || ended.sinceMillis() == 0
            ? ""
            : " after " + seconds(at.wallMillis() - ended.sinceMillis());
    return switch (event) {
      case TaskEvent.TaskAssigned e -> Optional.of("start     " + task + " on " + e.agent());
      case TaskEvent.WorkStolen e -> Optional.of("moved     " + task + " to " + e.to());
      case TaskEvent.TaskSucceeded e -> Optional.of("done      " + task + after);
      case TaskEvent.AttemptFailed e ->
          Optional.of(
              "failed    %s%s (%s), again in %s: %s"
                  .formatted(
                      task,
                      after,
                      e.failure().type(),
                      seconds(Math.max(0, e.retryAtMillis() - at.stateMillis())),
                      shorten(e.failure().message())));
      case TaskEvent.AttemptLost e -> Optional.of("lost      " + task + after + " (not counted)");
      case TaskEvent.TaskFailed e ->
          Optional.of(
              "FAILED    %s%s (%s): %s"
                  .formatted(task, after, e.failure().type(), shorten(e.failure().message())));
      case TaskEvent.TaskCancelled e ->
          Optional.of("CANCELLED " + task + ": " + shorten(e.reason()));
      case TaskEvent.TaskSkipped e ->
          Optional.of("SKIPPED   " + task + " because of " + e.rootCause());
      case TaskEvent.CancelRequested e ->
          Optional.of("stopping  " + task + ": " + shorten(e.reason()));
      case TaskEvent.TaskRetried e -> Optional.of("again     " + task + ", asked by " + e.by());
      case TaskEvent.TaskApproved e -> Optional.of("approved  " + task + " by " + e.by());
      default -> Optional.empty();
    };
  }

  private static String shorten(String text) {
    String line = text.strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "..." : line;
  }

  /** A duration for people: {@code 0.3 s}, {@code 12 s}, {@code 3 m 05 s}, {@code 2 h 01 m}. */
  static String seconds(long millis) {
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = (millis + 500) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d m", seconds / 3600, seconds / 60 % 60);
  }
}
