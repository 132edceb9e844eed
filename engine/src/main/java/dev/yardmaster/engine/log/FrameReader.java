package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A reader of one segment's frames, through a buffer of the size of a frame, not of the segment.
 *
 * <p>Used by one thread. After {@link #next} has returned true, the accessors describe that frame.
 */
final class FrameReader implements Closeable {
  private static final int WINDOW_BYTES = 256 << 10;

  private final LogFile file;
  private final LogId id;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowOffset;

  private long offset = SegmentHeader.BYTES;
  private long frameOffset = -1;
  private long nextIndex;
  private int chain;
  private long firstIndex;
  private int count;
  private int payloadStart;

  FrameReader(LogFile file, LogId id, SegmentHeader header) {
    this.file = file;
    this.id = id;
    this.nextIndex = header.firstIndex();
    this.chain = header.chain();
  }

  /** Opens the segment beginning with this record and checks its header. */
  static FrameReader open(Storage storage, LogId id, long firstIndex) throws LogException {
    String name = FileNames.segment(firstIndex);
    String path = storage.path(name);
    try {
      LogFile file = storage.open(name, Storage.Access.READ);
      try {
        return new FrameReader(file, id, SegmentHeader.read(file, path, id, firstIndex));
      } catch (LogException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
  }

  /** Goes on from a frame that was passed before; its checks are as if it had come here anew. */
  void skipTo(FramePlaces.Place place) {
    offset = place.offset();
    nextIndex = place.firstIndex();
    chain = place.chain();
  }

  /** Moves to the next frame; false, without moving, when none with the right chain is there. */
  boolean next() throws IOException {
    // The window may have been filled before this frame was written, or may hold a part of it.
    boolean found = parse(offset, true) || (fill(offset) && parse(offset, true));
    if (found) {
      frameOffset = offset;
      offset += Frame.HEADER_BYTES + length(offset);
      nextIndex = firstIndex + count;
    }
    return found;
  }

  /**
   * Whether any valid frame of this log, later than those read, begins between here and the
   * segment's end; then what is unreadable here is not a torn end.
   */
  boolean anyFrameFollows() throws IOException {
    long end = file.size() - Frame.HEADER_BYTES;
    long scanned = offset;
    while (scanned <= end) {
      fill(scanned);
      int last = window.limit() - Frame.HEADER_BYTES;
      if (last < 0) {
        break;
      }
      for (int at = 0; at <= last; at++) {
        if (window.get(at) == (byte) (Frame.MAGIC >>> 24) && window.getInt(at) == Frame.MAGIC) {
          long candidate = scanned + at;
          if (parse(candidate, false) || (fill(candidate) && parse(candidate, false))) {
            return true;
          }
          fill(scanned);
        }
      }
      scanned += last + 1;
    }
    return false;
  }

  /** Whether everything behind the frames read is zero, as preallocated. */
  boolean onlyZerosFollow() throws IOException {
    for (long at = offset; fill(at); at += window.limit()) {
      for (int i = 0; i < window.limit(); i++) {
        if (window.get(i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Where the next frame begins, or would. */
  long offset() {
    return offset;
  }

  /** Where the current frame begins; -1 before the first. */
  long frameOffset() {
    return frameOffset;
  }

  long nextIndex() {
    return nextIndex;
  }

  /** The checksum of the current frame. */
  int chain() {
    return chain;
  }

  long firstIndex() {
    return firstIndex;
  }

  int count() {
    return count;
  }

  /** The payload of the current frame, valid until the next call. */
  ByteBuffer payload() {
    int length = window.getInt(payloadStart - Frame.HEADER_BYTES + Frame.LENGTH);
    return window.slice(payloadStart, length);
  }

  private int length(long frame) {
    return window.getInt((int) (frame - windowOffset) + Frame.LENGTH);
  }

  /** Checks a frame in the window; takes its fields over only when it continues the chain. */
  private boolean parse(long at, boolean chained) throws IOException {
    if (at < windowOffset || at + Frame.HEADER_BYTES > windowOffset + window.limit()) {
      return false;
    }
    int start = (int) (at - windowOffset);
    int length = window.getInt(start + Frame.LENGTH);
    long first = window.getLong(start + Frame.FIRST_INDEX);
    int records = window.getInt(start + Frame.COUNT);
    if (window.getInt(start) != Frame.MAGIC
        || length < Frame.RECORD_HEADER_BYTES
        || length > Frame.MAX_PAYLOAD_BYTES
        || records < 1
        || (chained
            ? first != nextIndex || window.getInt(start + Frame.CHAIN_BEFORE) != chain
            : first < nextIndex)) {
      return false;
    }
    int end = start + Frame.HEADER_BYTES + length;
    if (end > window.limit()) {
      // Only when a whole frame fits at the window's start can it be complete.
      boolean refillHelps = start > 0 || window.capacity() < end;
      return refillHelps && grow(at, end - start) && parse(at, chained);
    }
    id.seed(crc);
    crc.update(window.duplicate().position(start).limit(start + Frame.CHECKSUM));
    crc.update(window.duplicate().position(start + Frame.HEADER_BYTES).limit(end));
    int checksum = (int) crc.getValue();
    if (checksum != window.getInt(start + Frame.CHECKSUM)) {
      return false;
    }
    if (chained) {
      chain = checksum;
      firstIndex = first;
      count = records;
      payloadStart = start + Frame.HEADER_BYTES;
    }
    return true;
  }

  /** Refills from a frame's start so that the frame fits; false when the file is too short. */
  private boolean grow(long at, int frameBytes) throws IOException {
    if (at + frameBytes > file.size()) {
      return false;
    }
    if (window.capacity() < frameBytes) {
      window = ByteBuffer.allocate(frameBytes);
    }
    fill(at);
    return true;
  }

  private boolean fill(long at) throws IOException {
    if (window.capacity() < WINDOW_BYTES) {
      long useful = Math.max(Frame.HEADER_BYTES, file.size() - at);
      if (useful > window.capacity()) {
        window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, useful));
      }
    }
    window.clear();
    file.read(window, at);
    window.flip();
    windowOffset = at;
    return window.hasRemaining();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // A file opened for reading has nothing to lose.
      window.limit(0);
    }
  }
}
