package dev.yardmaster.engine.log;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Where frames begin within the segments, one in 256 KiB of log, so that who reads from the middle
 * of a segment need not pass everything before it. Kept in memory alone: written by whoever writes
 * frames or passes them, read by any thread.
 */
final class FramePlaces {
  static final int APART_BYTES = 256 << 10;

  private final NavigableMap<Long, Place> byFirstIndex = new ConcurrentSkipListMap<>();

  /**
   * The beginning of a frame.
   *
   * @param segment the first index of its segment
   * @param firstIndex of the records in the frame
   * @param chain the checksum of the frame before it
   */
  record Place(long segment, long firstIndex, long offset, int chain) {}

  /** Takes note of a frame, unless a place nearby is known. */
  void passed(long segment, long firstIndex, long offset, int chain) {
    Place near = before(segment, firstIndex);
    long from = near == null ? SegmentHeader.BYTES : near.offset();
    if (offset - from >= APART_BYTES) {
      byFirstIndex.put(firstIndex, new Place(segment, firstIndex, offset, chain));
    }
  }

  /** The nearest place known in this segment at or before a record; null when its start is. */
  @Nullable Place before(long segment, long index) {
    Map.Entry<Long, Place> floor = byFirstIndex.floorEntry(index);
    return floor == null || floor.getValue().segment() != segment ? null : floor.getValue();
  }

  /** Forgets what was compacted. */
  void dropBefore(long firstIndex) {
    byFirstIndex.headMap(firstIndex).clear();
  }

  int size() {
    return byFirstIndex.size();
  }
}
