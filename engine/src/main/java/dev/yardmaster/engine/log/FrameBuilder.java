package dev.yardmaster.engine.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The buffer in which frames are put together, reused from frame to frame by one thread. */
final class FrameBuilder {
  private static final int INITIAL_BYTES = 16 << 10;

  private final LogId id;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_BYTES);
  private int count;

  FrameBuilder(LogId id) {
    this.id = id;
    begin();
  }

  void begin() {
    count = 0;
    buffer.clear().position(Frame.HEADER_BYTES);
  }

  int count() {
    return count;
  }

  void add(byte[] record) {
    ensure(Frame.RECORD_HEADER_BYTES + record.length);
    buffer.putInt(record.length).put(record);
    count++;
  }

  /** The finished frame, valid until the next {@link #begin}. */
  ByteBuffer finish(long firstIndex, int chainBefore) {
    int end = buffer.position();
    buffer.putInt(0, Frame.MAGIC);
    buffer.putInt(Frame.LENGTH, end - Frame.HEADER_BYTES);
    buffer.putLong(Frame.FIRST_INDEX, firstIndex);
    buffer.putInt(Frame.COUNT, count);
    buffer.putInt(Frame.CHAIN_BEFORE, chainBefore);
    id.seed(crc);
    crc.update(buffer.clear().limit(Frame.CHECKSUM));
    crc.update(buffer.clear().position(Frame.HEADER_BYTES).limit(end));
    buffer.putInt(Frame.CHECKSUM, (int) crc.getValue());
    return buffer.clear().limit(end);
  }

  private void ensure(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = buffer.position() + bytes;
      ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(needed, 2 * buffer.capacity()));
      buffer = larger.put(buffer.flip());
    }
  }
}
