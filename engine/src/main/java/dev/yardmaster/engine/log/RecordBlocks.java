package dev.yardmaster.engine.log;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Records in memory, in blocks that are dropped whole; appended by one thread, read by any.
 *
 * <p>A reader must have learned an index through a volatile write that followed its append.
 */
final class RecordBlocks {
  private static final int BLOCK_RECORDS = 1_024;

  private final NavigableMap<Long, byte[][]> blocks = new ConcurrentSkipListMap<>();
  private byte[][] newest = new byte[BLOCK_RECORDS][];
  private long nextIndex = 1;

  RecordBlocks() {
    blocks.put(1L, newest);
  }

  void append(byte[] record) {
    int at = (int) ((nextIndex - 1) % BLOCK_RECORDS);
    if (at == 0 && nextIndex > 1) {
      newest = new byte[BLOCK_RECORDS][];
      blocks.put(nextIndex, newest);
    }
    newest[at] = record;
    nextIndex++;
  }

  long firstIndex() {
    return blocks.firstKey();
  }

  /** The record, or null when it was dropped. */
  byte @Nullable [] get(long index) {
    Map.Entry<Long, byte[][]> block = blocks.floorEntry(index);
    return block == null ? null : block.getValue()[(int) (index - block.getKey())];
  }

  /** Drops the blocks whose records all lie at or before the index. */
  void dropUpTo(long index) {
    while (blocks.size() > 1 && blocks.firstKey() + BLOCK_RECORDS - 1 <= index) {
      blocks.pollFirstEntry();
    }
  }
}
