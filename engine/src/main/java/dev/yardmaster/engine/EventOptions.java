package dev.yardmaster.engine;

import java.time.Duration;

/**
 * How long events are kept (R80).
 *
 * @param recentRecords newest records kept in memory for live watches
 * @param recentBytes and at most this much of them
 * @param keptFor records younger than this can be watched from, though snapshots replace them
 * @param keptBytes but at most this much of them
 */
public record EventOptions(int recentRecords, long recentBytes, Duration keptFor, long keptBytes) {
  public static final EventOptions DEFAULTS =
      new EventOptions(256, 32L << 20, Duration.ofHours(24), 1L << 30);

  public EventOptions {
    if (recentRecords < 1 || recentBytes < 1 || keptFor.isNegative() || keptBytes < 0) {
      throw new IllegalArgumentException(
          "Expected positive bounds of events, got %d, %d, %s, %d"
              .formatted(recentRecords, recentBytes, keptFor, keptBytes));
    }
  }
}
