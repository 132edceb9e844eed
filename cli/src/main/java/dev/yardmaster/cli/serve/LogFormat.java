package dev.yardmaster.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** How a server writes its log to stderr. */
enum LogFormat {
  /** For people: one line and what was thrown; what the server says of itself goes to stdout. */
  TEXT,

  /** For collectors: one JSON object per line, what the server says of itself among them. */
  JSON;

  /** From now on, for this process. */
  void begin() {
    if (this == JSON && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      JsonLines lines = new JsonLines();
      lines.setContext(root.getLoggerContext());
      lines.start();
      ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
      stderr.setContext(root.getLoggerContext());
      stderr.setTarget("System.err");
      stderr.setEncoder(lines);
      stderr.start();
      root.detachAndStopAllAppenders();
      root.addAppender(stderr);
      OtherLogs.gather();
      Logger own = root.getLoggerContext().getLogger(ServeCommand.class);
      if (!own.isInfoEnabled()) {
        own.setLevel(Level.INFO);
      }
    }
  }
}
