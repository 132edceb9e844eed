package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run as plain lines: one for each event that matters, and every ten seconds how far it is. */
final class PlainOutput implements RunOutput {
  private static final long PROGRESS_MILLIS = 10_000;

  private final PrintWriter out;
  private final RunRecord record;
  private long shownMillis;

  PlainOutput(PrintWriter out, RunRecord record) {
    this.out = out;
    this.record = record;
    this.shownMillis = record.startedMillis();
  }

  @Override
  public void event(CommittedEvent event, RunRecord.@Nullable Attempt ended) {
    EventText.of(event, ended).ifPresent(text -> line(event.at().wallMillis(), text));
  }

  private void line(long atMillis, String text) {
    double seconds = Math.max(0, atMillis - record.startedMillis()) / 1000.0;
    out.println(String.format(Locale.ROOT, "%7.1f %s", seconds, text));
    out.flush();
  }

  @Override
  public void progress(PlanView view) {
    long now = System.currentTimeMillis();
    if (now - shownMillis >= PROGRESS_MILLIS) {
      shownMillis = now;
      line(now, progressText(view, record));
    }
  }

  /** How far a run is, in one line. */
  static String progressText(PlanView view, RunRecord record) {
    int ended = 0;
    for (TaskState.Name state : TaskState.Name.values()) {
      ended += state.isEnded() ? view.count(state) : 0;
    }
    String left =
        view.remainingMillis() == 0
            ? ""
            : ", " + EventText.seconds(view.remainingMillis()) + " left";
    return "%d of %d tasks ended, %d running%s"
        .formatted(ended, view.size(), record.running().size(), left);
  }

  @Override
  public void note(String text) {
    line(System.currentTimeMillis(), text);
  }

  @Override
  public void summary(RunSummary summary) {
    out.println();
    summary.lines().forEach(out::println);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
