package dev.yardmaster.engine;

/**
 * When snapshots are made, though never before as much log has come as the newest one took.
 *
 * @param everyBytes of log since the last one
 * @param everyRecords since the last one
 * @param atCloseFrom records since the last one that make one worth while when closing
 * @param atCloseUpTo records since the last one that are cheap enough to replay when closing
 */
public record SnapshotOptions(
    long everyBytes, long everyRecords, long atCloseFrom, long atCloseUpTo) {
  public static final SnapshotOptions DEFAULTS =
      new SnapshotOptions(64L << 20, 200_000, 1_000, 20_000);

  public SnapshotOptions {
    if (everyBytes < 1 || everyRecords < 1 || atCloseFrom < 1) {
      throw new IllegalArgumentException(
          "Expected positive bounds of snapshots, got %d, %d, %d"
              .formatted(everyBytes, everyRecords, atCloseFrom));
    }
  }
}
