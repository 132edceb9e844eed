package dev.yardmaster.engine.log;

/**
 * The sizes and bounds of a {@link FileLog}.
 *
 * @param segmentBytes a segment file is followed by a new one before it grows beyond this
 * @param growthBytes a segment is preallocated with zeros in steps of this size, so that most
 *     forces change no file length
 * @param reserveBytes space kept aside; the log turns read-only before using it up
 * @param maxGroupBytes records written and forced together hold at most this much
 * @param maxGroupRecords and at most this many records
 * @param maxWaiting appends waiting beyond this are refused with BUSY
 */
public record FileLogOptions(
    long segmentBytes,
    int growthBytes,
    long reserveBytes,
    int maxGroupBytes,
    int maxGroupRecords,
    int maxWaiting) {

  public static final FileLogOptions DEFAULTS =
      new FileLogOptions(64L << 20, 4 << 20, 64L << 20, 4 << 20, 4_096, 16_384);

  public FileLogOptions {
    if (segmentBytes < 1_024 || growthBytes < 512 || reserveBytes < 0) {
      throw new IllegalArgumentException(
          "Expected segments of at least 1024 bytes growing by at least 512 and no negative"
              + " reserve, got "
              + segmentBytes
              + ", "
              + growthBytes
              + ", "
              + reserveBytes);
    }
    if (maxGroupBytes < 1
        || maxGroupBytes > CommandLog.MAX_RECORD_BYTES
        || maxGroupRecords < 1
        || maxWaiting < 1) {
      throw new IllegalArgumentException(
          "Expected positive bounds and groups of at most "
              + CommandLog.MAX_RECORD_BYTES
              + " bytes, got "
              + maxGroupBytes
              + ", "
              + maxGroupRecords
              + ", "
              + maxWaiting);
    }
  }
}
