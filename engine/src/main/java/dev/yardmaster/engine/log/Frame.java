package dev.yardmaster.engine.log;

/**
 * The layout of a frame: one group of records, written and forced together.
 *
 * <p>Header: magic, payload length, first index (8 bytes), record count, the chain before, the
 * frame's own checksum. Payload: each record's length and bytes. The checksum covers log id, header
 * and payload, thereby the chain before; it is the chain after this frame. The next frame is
 * written only when this one is forced, so only the last frame of a log may be torn.
 */
final class Frame {
  static final int MAGIC = 0x594d4652;
  static final int LENGTH = 4;
  static final int FIRST_INDEX = 8;
  static final int COUNT = 16;
  static final int CHAIN_BEFORE = 20;
  static final int CHECKSUM = 24;
  static final int HEADER_BYTES = 28;
  static final int RECORD_HEADER_BYTES = 4;

  /** A group is closed before it passes its bound, unless a single record passes it. */
  static final int MAX_PAYLOAD_BYTES = CommandLog.MAX_RECORD_BYTES + RECORD_HEADER_BYTES;

  private Frame() {}
}
