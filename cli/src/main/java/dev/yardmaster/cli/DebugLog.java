package dev.yardmaster.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The log for people, told to tell every decision with its reason. */
final class DebugLog {
  private DebugLog() {}

  /** From now on, for this process. */
  static void begin() {
    if (LoggerFactory.getLogger("dev.yardmaster") instanceof Logger logger) {
      logger.setLevel(Level.DEBUG);
    }
  }
}
