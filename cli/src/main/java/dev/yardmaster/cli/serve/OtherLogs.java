package dev.yardmaster.cli.serve;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Passes what libraries write through {@code java.util.logging}, as gRPC does, to the log of the
 * server, and what ends a thread. Else both would stand on stderr as text, in many lines.
 */
final class OtherLogs extends Handler {
  private final SimpleFormatter words = new SimpleFormatter();

  /** From now on, for this process. */
  static void gather() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").addHandler(new OtherLogs());
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) ->
        LoggerFactory.getLogger(OtherLogs.class)
            .error("Thread {} ended", thread.getName(), thrown));
  }

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName();
    org.slf4j.Logger logger = LoggerFactory.getLogger(name == null ? "" : name);
    logger
        .atLevel(level(event.getLevel()))
        .setCause(event.getThrown())
        .log("{}", words.formatMessage(event));
  }

  private static org.slf4j.event.Level level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return org.slf4j.event.Level.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return org.slf4j.event.Level.WARN;
    }
    return value >= Level.INFO.intValue()
        ? org.slf4j.event.Level.INFO
        : org.slf4j.event.Level.DEBUG;
  }

  @Override
  public void flush() {
    // nothing is kept back
  }

  @Override
  public void close() {
    // the log of the server is closed by itself
  }
}
