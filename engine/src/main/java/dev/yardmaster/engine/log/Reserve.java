package dev.yardmaster.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of zeros that keeps space aside: the disk is full for the log while people, snapshots and
 * compaction still have this much once it is released.
 */
final class Reserve {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private final Storage storage;
  private final FileLogOptions options;

  Reserve(Storage storage, FileLogOptions options) {
    this.storage = storage;
    this.options = options;
  }

  boolean isLaid() {
    if (options.reserveBytes() == 0) {
      return true;
    }
    if (!storage.exists(FileNames.RESERVE)) {
      return false;
    }
    try (LogFile file = storage.open(FileNames.RESERVE, Storage.Access.READ)) {
      return file.size() >= options.reserveBytes();
    } catch (IOException e) {
      return false; // laid anew, which reports what is wrong
    }
  }

  /** Whether the disk has room for the reserve and for the log to go on. */
  boolean hasRoom() throws IOException {
    return storage.usableBytes()
        >= options.reserveBytes() + options.growthBytes() + options.maxGroupBytes();
  }

  /** Writes the reserve; its content does not matter, so it is not forced. */
  void lay() throws IOException {
    try (LogFile file = storage.create(FileNames.RESERVE)) {
      long at = 0;
      while (at < options.reserveBytes()) {
        int part = (int) Math.min(ZEROS.capacity(), options.reserveBytes() - at);
        file.write(ZEROS.duplicate().limit(part), at);
        at += part;
      }
    }
  }

  void release() throws IOException {
    storage.deleteIfExists(FileNames.RESERVE);
  }
}
