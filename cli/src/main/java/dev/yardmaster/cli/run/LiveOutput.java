package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run on a terminal: a few lines that are drawn over again, and above them what stays: failures
 * and what a person should know. Drawn on the run's thread; the events' thread only adds lines.
 */
final class LiveOutput implements RunOutput {
  private static final Logger LOG = LoggerFactory.getLogger(LiveOutput.class);
  private static final int BAR = 30;
  private static final int MAX_AGENTS_SHOWN = 12;

  private final Terminal terminal;
  private final Display display;
  private final RunRecord record;
  private final List<String> lasting = new ArrayList<>();
  private int rows;
  private int columns;
  private boolean closed;

  LiveOutput(Terminal terminal, RunRecord record) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.record = record;
    resize();
  }

  private void resize() {
    // A terminal that does not tell its size is taken for the smallest useful one.
    Size size = terminal.getSize();
    rows = size.getRows() > 2 ? size.getRows() : 24;
    columns = size.getColumns() > 20 ? size.getColumns() : 80;
    display.resize(Size.of(columns, rows));
  }

  @Override
  public void event(CommittedEvent event, RunRecord.@Nullable Attempt ended) {
    boolean lasts =
        switch (event.event()) {
          case TaskEvent.AttemptFailed e -> true;
          case TaskEvent.TaskFailed e -> true;
          case TaskEvent.TaskSkipped e -> true;
          case TaskEvent.TaskCancelled e -> true;
          case TaskEvent.CancelRequested e -> true;
          default -> false;
        };
    if (lasts) {
      EventText.of(event, ended).ifPresent(this::last);
    }
  }

  private synchronized void last(String text) {
    lasting.add(text);
  }

  @Override
  public synchronized void progress(PlanView view) {
    resize();
    print();
    List<AttributedString> lines =
        lines(view, record, System.currentTimeMillis()).stream()
            .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
            .limit(Math.max(1, rows - 2))
            .toList();
    display.update(lines, -1);
  }

  /** The lines that are drawn over again. */
  static List<String> lines(PlanView view, RunRecord record, long nowMillis) {
    int ended = 0;
    for (TaskState.Name state : TaskState.Name.values()) {
      ended += state.isEnded() ? view.count(state) : 0;
    }
    int filled = view.size() == 0 ? 0 : (int) ((long) BAR * ended / view.size());
    double minutes = Math.max(1, nowMillis - record.startedMillis()) / 60_000.0;
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "[%s%s] %d/%d  %s  %.0f/min%s",
            "#".repeat(filled),
            "-".repeat(BAR - filled),
            ended,
            view.size(),
            EventText.seconds(nowMillis - record.startedMillis()),
            record.counts().succeeded() / minutes,
            view.remainingMillis() == 0
                ? ""
                : "  about " + EventText.seconds(view.remainingMillis()) + " left"));
    int failed = view.count(TaskState.Name.FAILED);
    int skipped = view.count(TaskState.Name.SKIPPED);
    if (failed + skipped > 0) {
      lines.add("failed " + failed + ", skipped " + skipped);
    }
    List<RunRecord.Attempt> running = record.running();
    running.stream()
        .limit(MAX_AGENTS_SHOWN)
        .forEach(attempt ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "  %-16s %-40s %s",
                    attempt.agent(),
                    attempt.task(),
                    EventText.seconds(Math.max(0, nowMillis - attempt.sinceMillis())))));
    if (running.size() > MAX_AGENTS_SHOWN) {
      lines.add("  and " + (running.size() - MAX_AGENTS_SHOWN) + " more");
    }
    return lines;
  }

  @Override
  public synchronized void note(String text) {
    lasting.add(text);
    print();
  }

  private void print() {
    if (!lasting.isEmpty()) {
      clear();
      lasting.forEach(terminal.writer()::println);
      lasting.clear();
      terminal.flush();
    }
  }

  private void clear() {
    display.update(List.of(), 0);
    display.reset();
  }

  @Override
  public synchronized void summary(RunSummary summary) {
    print();
    clear();
    terminal.writer().println();
    summary.lines().forEach(terminal.writer()::println);
    terminal.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      print();
      clear();
      try {
        terminal.close();
      } catch (IOException e) {
        LOG.debug("The terminal was not given back cleanly", e);
      }
    }
  }
}
