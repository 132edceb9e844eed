package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of the live view: how far, how fast, how long still, and what runs where. */
final class LiveLines {
  private static final int MAX_BAR = 30;

  /** What stands beside the bar at least. */
  private static final int BESIDE_BAR = 18;

  private static final int MAX_AGENTS_SHOWN = 12;
  private static final int MAX_AGENT = 16;
  private static final int MAX_TASK = 40;

  /** Blanks, and a duration as {@link EventText#seconds} writes it. */
  private static final int BESIDE_NAMES = 2 + 1 + 1 + 9;

  private LiveLines() {}

  /** The lines for a width; none is wider where the numbers allow. */
  static List<String> of(PlanView view, RunRecord record, long nowMillis, int width) {
    List<String> lines = new ArrayList<>(whole(view, record, nowMillis, width));
    int failed = view.count(TaskState.Name.FAILED);
    int skipped = view.count(TaskState.Name.SKIPPED);
    if (failed + skipped > 0) {
      lines.add("failed " + failed + ", skipped " + skipped);
    }
    List<RunRecord.Attempt> running = record.running();
    running.stream()
        .limit(MAX_AGENTS_SHOWN)
        .forEach(attempt -> lines.add(running(attempt, nowMillis, width)));
    if (running.size() > MAX_AGENTS_SHOWN) {
      lines.add("  and " + (running.size() - MAX_AGENTS_SHOWN) + " more");
    }
    return lines;
  }

  private static List<String> whole(PlanView view, RunRecord record, long nowMillis, int width) {
    int ended = ended(view);
    int bar = Math.min(MAX_BAR, width - BESIDE_BAR);
    int filled = view.size() == 0 ? 0 : (int) ((long) bar * ended / view.size());
    String far =
        "[%s%s] %d/%d".formatted("#".repeat(filled), "-".repeat(bar - filled), ended, view.size());
    long elapsed = Math.max(1, nowMillis - record.startedMillis());
    long left = leftMillis(view, record.counts().succeeded(), elapsed);
    String fast =
        String.format(
            Locale.ROOT,
            "%s  %.0f/min%s",
            EventText.seconds(elapsed),
            record.counts().succeeded() / (elapsed / 60_000.0),
            left == 0 ? "" : "  ~" + EventText.seconds(left) + " left");
    String both = far + "  " + fast;
    return both.length() <= width ? List.of(both) : List.of(far, fast);
  }

  private static int ended(PlanView view) {
    int ended = 0;
    for (TaskState.Name state : TaskState.Name.values()) {
      ended += state.isEnded() ? view.count(state) : 0;
    }
    return ended;
  }

  /** No shorter than the longest chain that is left, nor than this run's rate makes likely. */
  private static long leftMillis(PlanView view, int succeeded, long elapsedMillis) {
    long open = (long) view.size() - ended(view);
    long byRate = succeeded == 0 ? 0 : open * elapsedMillis / succeeded;
    return Math.max(view.remainingMillis(), byRate);
  }

  private static String running(RunRecord.Attempt attempt, long nowMillis, int width) {
    int agent = Math.min(MAX_AGENT, width / 4);
    int task = Math.min(MAX_TASK, width - BESIDE_NAMES - agent);
    return "  %s %s %s"
        .formatted(
            fit(attempt.agent(), agent),
            fit(attempt.task(), task),
            EventText.seconds(Math.max(0, nowMillis - attempt.sinceMillis())));
  }

  /** A name in so many columns; too long, it loses its middle, since names differ at their ends. */
  static String fit(String name, int columns) {
    if (name.length() <= columns) {
      return name + " ".repeat(columns - name.length());
    }
    int tail = (columns - 2) / 2;
    return name.substring(0, columns - 2 - tail) + ".." + name.substring(name.length() - tail);
  }
}
