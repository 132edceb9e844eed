package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file, read and written at absolute offsets. */
interface LogFile extends Closeable {
  /** Reads until the target is full or the file ends; returns the number of bytes read. */
  int read(ByteBuffer target, long offset) throws IOException;

  /**
   * Writes all remaining bytes.
   *
   * @throws StorageFullException when the disk is full; a part may have been written
   */
  void write(ByteBuffer source, long offset) throws IOException;

  /** Makes content and size durable. After a failure nothing is known about unforced writes. */
  void force() throws IOException;

  void truncate(long size) throws IOException;

  long size() throws IOException;
}
