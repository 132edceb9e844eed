package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A small file naming the last acknowledged record, so that a log which ends before it is known to
 * be damaged.
 *
 * <p>Written after each commit, in two slots in turn, forced seldom: it may lie behind the log,
 * never ahead. Two slots, because a torn write may spoil one; a slot is smaller than a disk sector.
 * Slot: magic, index, chain, sequence, checksum. Used by one thread.
 */
final class Mark implements Closeable {
  private static final int MAGIC = 0x594d4b31;
  private static final int SLOT_BYTES = 4 + 8 + 4 + 8 + 4;
  private static final int SLOT_SPACING = 4096;

  private final LogFile file;
  private final LogId id;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SLOT_BYTES);
  private long sequence;
  private boolean unforced;

  private Mark(LogFile file, LogId id, long sequence) {
    this.file = file;
    this.id = id;
    this.sequence = sequence;
  }

  /** What a mark says: records up to {@code index} exist, and the frame ending there has chain. */
  record Entry(long index, int chain, long sequence) {}

  static Mark create(Storage storage, LogId id, long index, int chain) throws IOException {
    Mark mark = new Mark(storage.create(FileNames.MARK), id, 0);
    // Both slots, so that the file has its full length and later writes allocate nothing.
    mark.write(index, chain);
    mark.write(index, chain);
    mark.force();
    return mark;
  }

  static Mark open(Storage storage, LogId id, Entry newest) throws IOException {
    return new Mark(
        storage.open(FileNames.MARK, Storage.Access.READ_WRITE), id, newest.sequence() + 1);
  }

  /** Reads the newer of the two slots. */
  static Entry read(Storage storage, LogId id) throws LogException {
    String path = storage.path(FileNames.MARK);
    if (!storage.exists(FileNames.MARK)) {
      throw LogException.damaged(
          path, "the mark of the last acknowledged record is missing, so the log's end is unknown");
    }
    try (LogFile file = storage.open(FileNames.MARK, Storage.Access.READ)) {
      Entry first = slot(file, id, 0);
      Entry second = slot(file, id, SLOT_SPACING);
      Entry newest = first.sequence() > second.sequence() ? first : second;
      if (newest.sequence() < 0) {
        throw LogException.damaged(
            path, "neither of its two slots has a valid checksum of log " + id);
      }
      return newest;
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
  }

  /** Sequence -1 when the slot is not valid. */
  private static Entry slot(LogFile file, LogId id, long offset) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    if (file.read(slot, offset) == SLOT_BYTES) {
      slot.flip();
      int crc = id.checksum(slot.slice(0, SLOT_BYTES - 4));
      int magic = slot.getInt();
      Entry entry = new Entry(slot.getLong(), slot.getInt(), slot.getLong());
      if (magic == MAGIC && crc == slot.getInt()) {
        return entry;
      }
    }
    return new Entry(0, 0, -1);
  }

  void write(long index, int chain) throws IOException {
    buffer.clear();
    buffer.putInt(MAGIC).putLong(index).putInt(chain).putLong(sequence);
    buffer.putInt(id.checksum(buffer.slice(0, SLOT_BYTES - 4)));
    buffer.flip();
    file.write(buffer, (sequence & 1) * SLOT_SPACING);
    sequence++;
    unforced = true;
  }

  void force() throws IOException {
    if (unforced) {
      file.force();
      unforced = false;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
