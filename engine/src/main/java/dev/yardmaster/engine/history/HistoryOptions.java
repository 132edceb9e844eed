package dev.yardmaster.engine.history;

import java.time.Duration;

/**
 * How much of the past is searchable (R4).
 *
 * @param enabled whether there is a history at all
 * @param keptFor events older than this, measured from the newest, leave it
 * @param keptBytes and the oldest leave it when it holds more than this
 */
public record HistoryOptions(boolean enabled, Duration keptFor, long keptBytes) {
  public static final HistoryOptions DEFAULTS =
      new HistoryOptions(true, Duration.ofDays(30), 4L << 30);
  public static final HistoryOptions OFF = new HistoryOptions(false, Duration.ZERO, 1 << 20);

  public HistoryOptions {
    if (keptFor.isNegative() || keptBytes < 1) {
      throw new IllegalArgumentException(
          "Expected positive bounds of the history, got %s, %d".formatted(keptFor, keptBytes));
    }
  }
}
