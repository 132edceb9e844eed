package dev.yardmaster.server.gateway;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.concurrent.Semaphore;

/** The streams that are open, of which there are never more than a bound. Thread-safe. */
public final class Streams {
  private static final long RETRY_MILLIS = 1_000;

  private final int max;
  private final Semaphore places;

  public Streams(Limits limits) {
    this.max = limits.streams();
    this.places = new Semaphore(max);
  }

  /**
   * Takes a place, which {@link #leave} gives back.
   *
   * @throws NoException LIMIT where all are taken
   */
  public void enter() {
    if (!places.tryAcquire()) {
      throw NoException.of(
          new Refusal(
              RefusalCode.LIMIT,
              "Expected at most %d open streams at this server, got one more; close those that are not needed, or come again"
                  .formatted(max),
              RETRY_MILLIS));
    }
  }

  /** Gives a place back. */
  public void leave() {
    places.release();
  }
}
