package dev.yardmaster.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The first 64 bytes of a segment file: magic, version, log id, first index, the chain before it,
 * zeros, checksum.
 *
 * @param firstIndex the index of the segment's first record
 * @param chain the checksum of the last frame before this segment
 */
record SegmentHeader(long firstIndex, int chain) {
  static final int BYTES = 64;

  private static final long MAGIC = 0x59415244_53454731L;
  private static final int CHECKED = BYTES - 4;

  void write(LogFile file, LogId id) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC).putInt(FormatFile.VERSION);
    id.writeTo(buffer);
    buffer.putLong(firstIndex).putInt(chain);
    buffer.putInt(CHECKED, id.checksum(buffer.slice(0, CHECKED)));
    file.write(buffer.clear(), 0);
  }

  /** Reads and checks the header of the segment that the file's name says it is. */
  static SegmentHeader read(LogFile file, String path, LogId id, long expectedFirst)
      throws LogException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    try {
      if (file.read(buffer, 0) < BYTES) {
        throw LogException.damaged(
            path, "it ends at offset " + buffer.position() + ", in its header");
      }
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
    buffer.flip();
    if (buffer.getLong() != MAGIC) {
      throw LogException.damaged(path, "at offset 0 it does not begin like a segment of a log");
    }
    buffer.getInt();
    LogId foundId = LogId.read(buffer);
    SegmentHeader header = new SegmentHeader(buffer.getLong(), buffer.getInt());
    if (buffer.getInt(CHECKED) != foundId.checksum(buffer.slice(0, CHECKED))) {
      throw LogException.damaged(
          path, "the checksum of its header (offset 0 to 63) does not match");
    }
    if (!foundId.equals(id)) {
      throw LogException.damaged(
          path, "expected a segment of log " + id + ", but it belongs to log " + foundId);
    }
    if (header.firstIndex() != expectedFirst) {
      throw LogException.damaged(
          path,
          "expected its first record to be "
              + expectedFirst
              + " as its name says, but it is "
              + header.firstIndex());
    }
    return header;
  }
}
