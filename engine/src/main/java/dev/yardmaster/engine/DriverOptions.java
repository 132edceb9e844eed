package dev.yardmaster.engine;

import java.time.Duration;

/**
 * The bounds of a {@link Driver}.
 *
 * @param batchCommands most commands of a batch
 * @param batchBytes weight at which a batch is full
 * @param batchTime time after which no further command of a batch is begun
 * @param batchesInFlight most batches decided and not yet released
 * @param takeOverTime requests wait this long for a leader before they are refused
 * @param inbox bounds of what waits
 */
public record DriverOptions(
    int batchCommands,
    int batchBytes,
    Duration batchTime,
    int batchesInFlight,
    Duration takeOverTime,
    InboxOptions inbox) {
  public static final DriverOptions DEFAULTS =
      new DriverOptions(
          1_024, 1 << 20, Duration.ofMillis(2), 4, Duration.ofSeconds(5), InboxOptions.DEFAULTS);

  public DriverOptions {
    if (batchCommands < 1 || batchBytes < 1 || batchesInFlight < 1) {
      throw new IllegalArgumentException(
          "Expected positive bounds, got %d, %d, %d"
              .formatted(batchCommands, batchBytes, batchesInFlight));
    }
  }
}
