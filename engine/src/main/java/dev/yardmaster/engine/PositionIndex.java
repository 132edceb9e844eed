package dev.yardmaster.engine;

import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where in the log a position is: a mark every 256 records, kept in memory and made again from the
 * log when it is opened. Written by the driver's thread, read by any.
 */
final class PositionIndex {
  private static final int RECORDS_PER_MARK = 256;

  private final NavigableMap<Long, Mark> byPosition = new ConcurrentSkipListMap<>();
  private volatile long newestBytes;
  private long newestMark = -RECORDS_PER_MARK;

  /**
   * A known place: after the record {@code index} the state stood at this position and incarnation.
   *
   * @param bytes of all records before it that this index has seen
   */
  record Mark(long index, long position, long incarnation, long wallMillis, long bytes) {
    static final Mark START = new Mark(0, 0, 0, 0, 0);
  }

  void restored(long index, long position, long incarnation) {
    add(new Mark(index, position, incarnation, 0, newestBytes));
  }

  void committed(Commit commit) {
    if (commit.index() - newestMark >= RECORDS_PER_MARK) {
      // A mark names the place before this record, whose incarnation is only known if it did not
      // change in it; a change of leader therefore never makes a mark.
      if (commit.record().incarnation() == commit.incarnation()) {
        add(
            new Mark(
                commit.index() - 1,
                commit.base().value(),
                commit.incarnation(),
                commit.record().now().wallMillis(),
                newestBytes));
      }
    }
    long grown = newestBytes + commit.bytes(); // one writer
    newestBytes = grown;
  }

  private void add(Mark mark) {
    newestMark = mark.index();
    byPosition.put(mark.position(), mark);
  }

  /**
   * The nearest known place at or before a position.
   *
   * @throws LogException OUT_OF_RANGE when the log no longer reaches back to it
   */
  Mark before(long position, CommandLog log) throws LogException {
    long first = log.firstIndex();
    Map.Entry<Long, Mark> floor = byPosition.floorEntry(position);
    if (floor != null && floor.getValue().index() >= first - 1) {
      return floor.getValue();
    }
    Mark oldest = oldest(log);
    if (oldest.position() > position) {
      throw new LogException(
          LogException.Kind.OUT_OF_RANGE,
          "Expected a position of at least %d, but got %d: older events are compacted; begin at a newer position"
              .formatted(oldest.position(), position));
    }
    return oldest;
  }

  /** What the oldest record says of where it stood. */
  Mark oldest(CommandLog log) throws LogException {
    long first = log.firstIndex();
    if (first == 1) {
      return Mark.START;
    }
    try (LogReader reader = log.read(first)) {
      if (!reader.advance()) {
        throw new LogException(
            LogException.Kind.OUT_OF_RANGE,
            "Nothing is left in the log before the newest snapshot");
      }
      LogRecord record = LogRecordCodec.decode(reader.record());
      return new Mark(first - 1, record.base().value(), record.incarnation(), 0, 0);
    }
  }

  /** The greatest index all of whose records are older than the time, or beyond the bytes. */
  long droppable(long wallMillis, long keptBytes) {
    long index = 0;
    for (Mark mark : byPosition.values()) {
      boolean old = mark.wallMillis() != 0 && mark.wallMillis() < wallMillis;
      if (old || newestBytes - mark.bytes() > keptBytes) {
        index = Math.max(index, mark.index());
      }
    }
    return index;
  }

  /** Forgets places the log no longer holds. */
  void dropUpTo(long firstIndex) {
    byPosition.values().removeIf(mark -> mark.index() < firstIndex - 1);
  }
}
