package dev.yardmaster.engine.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Silences the log's own reports in tests that provoke thousands of them. */
final class QuietLogging implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    ((Logger) LoggerFactory.getLogger(FileLog.class.getPackageName())).setLevel(Level.OFF);
  }
}
