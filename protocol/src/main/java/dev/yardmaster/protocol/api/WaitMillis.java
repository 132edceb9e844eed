package dev.yardmaster.protocol.api;

import dev.yardmaster.core.wait.WaitCommand;

/** The longest wait of a command: -1 in messages, {@link WaitCommand#FOREVER} in the core. */
final class WaitMillis {
  private static final long WITHOUT_LIMIT = -1;

  private WaitMillis() {}

  static long write(long millis) {
    if (millis == WITHOUT_LIMIT) {
      throw new IllegalArgumentException(
          "Expected a wait of 0 ms or more, got -1; WaitCommand.FOREVER waits without limit");
    }
    return millis == WaitCommand.FOREVER ? WITHOUT_LIMIT : millis;
  }

  static long read(long millis) {
    return millis == WITHOUT_LIMIT ? WaitCommand.FOREVER : millis;
  }
}
