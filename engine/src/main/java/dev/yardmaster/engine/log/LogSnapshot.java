package dev.yardmaster.engine.log;

import java.util.Optional;

/** A stored snapshot, read chunk by chunk by one thread. */
public interface LogSnapshot extends AutoCloseable {
  /** The snapshot replaces all records up to this index. */
  long index();

  /** The next chunk as it was written, or empty after the last one. */
  Optional<byte[]> next() throws LogException;

  @Override
  void close();
}
