package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run on a terminal: a few lines that are drawn over again, and above them what stays: failures
 * and what a person should know. Drawn on the run's thread; the events' thread only adds lines.
 */
final class LiveOutput implements RunOutput {
  private static final Logger LOG = LoggerFactory.getLogger(LiveOutput.class);

  /** More would not fit many screens. */
  private static final int MAX_KEPT = 50;

  private final Terminal terminal;
  private final Display display;
  private final RunRecord record;
  private final LongSupplier clock;

  /** Not printed yet. */
  private final List<String> lasting = new ArrayList<>();

  /** The latest that were printed, to be printed again on a screen of another size. */
  private final List<String> kept = new ArrayList<>();

  private int rows;
  private int columns;
  private boolean closed;

  /**
   * On a terminal, which it closes.
   *
   * @param clock wall time in milliseconds
   */
  LiveOutput(Terminal terminal, RunRecord record, LongSupplier clock) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.record = record;
    this.clock = clock;
    resize();
  }

  /** Takes over the terminal's size; whether it is another one. */
  private boolean resize() {
    // A terminal that does not tell its size is taken for the smallest useful one.
    Size size = terminal.getSize();
    int newRows = size.getRows() > 2 ? size.getRows() : 24;
    int newColumns = size.getColumns() > 20 ? size.getColumns() : 80;
    boolean changed = newRows != rows || newColumns != columns;
    if (changed) {
      rows = newRows;
      columns = newColumns;
      display.resize(Size.of(columns, rows));
    }
    return changed;
  }

  /** Begins on an empty screen: some terminals wrap what was on it anew and some cut it off. */
  private void redraw() {
    terminal.puts(InfoCmp.Capability.clear_screen);
    display.reset();
    lasting.addAll(0, kept);
    kept.clear();
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
    if (resize()) {
      redraw();
    }
    print();
    List<AttributedString> lines =
        LiveLines.of(view, record, clock.getAsLong(), columns - 1).stream()
            .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
            .limit(Math.max(1, rows - 2))
            .toList();
    display.update(lines, -1);
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
      kept.addAll(lasting);
      kept.subList(0, Math.max(0, kept.size() - MAX_KEPT)).clear();
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
