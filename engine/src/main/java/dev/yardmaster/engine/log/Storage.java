package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * One folder of files as the log sees it; real on disk, simulated with faults in tests.
 *
 * <p>Creating, renaming and deleting are durable after {@link #syncFolder}; contents after {@link
 * LogFile#force}.
 */
interface Storage {
  /** Takes the folder for this log alone until the returned lock is closed. */
  Closeable lock() throws LogException;

  /** The names of all files. */
  List<String> list() throws IOException;

  boolean exists(String name);

  /** Creates an empty file, or empties an existing one, for reading and writing. */
  LogFile create(String name) throws IOException;

  /** Opens an existing file. */
  LogFile open(String name, Access access) throws IOException;

  /** Renames atomically, replacing the target. */
  void rename(String from, String to) throws IOException;

  void deleteIfExists(String name) throws IOException;

  void syncFolder() throws IOException;

  /** Bytes that can still be written before the disk is full. */
  long usableBytes() throws IOException;

  /** The full path of a file, for messages. */
  String path(String name);

  /** How a file is opened. */
  enum Access {
    READ,
    READ_WRITE
  }
}
