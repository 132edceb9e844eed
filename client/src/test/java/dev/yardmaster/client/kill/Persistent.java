package dev.yardmaster.client.kill;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.concurrent.TimeUnit;

/** Does again what a server that was away for longer than calls wait left open. */
final class Persistent {
  private static final long PAUSE_MILLIS = 100;

  private Persistent() {}

  /** Whether a call may have had its effect or not. */
  static boolean isOpen(CoordinationException e) {
    return e.code() == RefusalCode.UNKNOWN || e.code() == RefusalCode.UNAVAILABLE;
  }

  /** Does something that has one effect however often it is done. */
  static void call(Runnable call) {
    boolean open = true;
    while (open) {
      try {
        call.run();
        open = false;
      } catch (CoordinationException e) {
        if (!isOpen(e) || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        rest();
      }
    }
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
