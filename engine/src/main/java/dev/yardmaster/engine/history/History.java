package dev.yardmaster.engine.history;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of one data folder, written behind the log by the thread that feeds it.
 *
 * <p>It stands at the position its file says; feeding it from there again loses and repeats
 * nothing. When its file fails it stops, says so once, and harms nobody.
 */
public final class History implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);
  static final int EVENTS_PER_TRANSACTION = 5_000;
  private static final String FILE = "history.db";

  private final HistoryWriter writer;
  private final HistoryReader reader;
  private int pending;
  private boolean moreToTrim = true; // the bounds may be others than last time
  private volatile long position;

  private History(HistoryWriter writer, HistoryReader reader, long position) {
    this.writer = writer;
    this.reader = reader;
    this.position = position;
  }

  /** Opens a data folder's history; unusable or old, it is begun anew. */
  public static History open(Path dataFolder, HistoryOptions bounds) throws IOException {
    Path file = fileOf(dataFolder);
    try {
      HistoryWriter writer = new HistoryWriter(HistoryFile.open(file), bounds);
      return new History(writer, new HistoryReader(file), writer.position());
    } catch (SQLException e) {
      throw new IOException("Could not open %s (%s)".formatted(file, e.getMessage()), e);
    }
  }

  /** Opens it empty, whatever is there. */
  public static History openAnew(Path dataFolder, HistoryOptions bounds) throws IOException {
    HistoryFile.delete(fileOf(dataFolder));
    return open(dataFolder, bounds);
  }

  public static Path fileOf(Path dataFolder) {
    return dataFolder.resolve(FILE);
  }

  /** Where it must be fed from. */
  public LogPosition position() {
    return new LogPosition(position);
  }

  /** Gives up what lies before a position. */
  public void skipTo(LogPosition oldest) {
    position = oldest.value();
    pending = 1;
    flush();
  }

  public HistoryReader reader() {
    return reader;
  }

  /** Takes the next event. */
  public void add(CommittedEvent event) {
    try {
      writer.write(event);
      position = event.position().value();
      pending++;
      if (pending >= EVENTS_PER_TRANSACTION) {
        flush();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The history could not be written", e);
    }
  }

  /** Whether {@link #flush} has something to do. */
  public boolean unwritten() {
    return pending > 0 || moreToTrim;
  }

  /** Makes visible what was taken, and takes out what is beyond the bounds. */
  public void flush() {
    if (unwritten()) {
      try {
        moreToTrim = writer.commit(position);
        pending = 0;
      } catch (SQLException e) {
        throw new IllegalStateException("The history could not be written", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (SQLException e) {
      LOG.warn(
          "The history was not closed cleanly; what is missing is written at the next start", e);
    }
  }
}
