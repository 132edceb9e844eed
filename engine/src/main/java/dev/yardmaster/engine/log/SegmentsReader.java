package dev.yardmaster.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the committed records of a folder's segments; every frame is checked, and so is the
 * chain from segment to segment, before a record of it is handed out.
 */
final class SegmentsReader implements LogReader {
  private final LogFolder folder;
  private final LongSupplier committed;
  private final byte[] none = new byte[0];
  private long segment;
  private @Nullable FrameReader frames;
  private @Nullable ByteBuffer payload;
  private long index;
  private byte[] record = none;

  private SegmentsReader(LogFolder folder, LongSupplier committed, long segment, long from) {
    this.folder = folder;
    this.committed = committed;
    this.segment = segment;
    this.index = from - 1;
  }

  static SegmentsReader open(LogFolder folder, LongSupplier committed, long from)
      throws LogException {
    Long segment = folder.segments().floorKey(from);
    if (segment == null) {
      throw compacted(folder, from);
    }
    return new SegmentsReader(folder, committed, segment, from);
  }

  @Override
  public boolean advance() throws LogException {
    long wanted = index + 1;
    if (wanted > committed.getAsLong()) {
      return false;
    }
    FrameReader open = frames == null ? openSegmentAt(wanted) : frames;
    frames = open;
    ByteBuffer rest = payload;
    if (rest == null || !rest.hasRemaining()) {
      rest = frameHolding(wanted, open);
      payload = rest;
    }
    int length = rest.getInt();
    record = new byte[length];
    rest.get(record);
    index = wanted;
    return true;
  }

  /** Goes on to the frame holding the record; its payload is positioned there. */
  private ByteBuffer frameHolding(long wanted, FrameReader start) throws LogException {
    FrameReader open = start;
    do {
      long offset = open.offset();
      long first = open.nextIndex();
      int chain = open.chain();
      try {
        if (open.next()) {
          folder.places().passed(segment, first, offset, chain);
        } else {
          open = nextSegment(open);
        }
      } catch (IOException e) {
        throw LogException.readFailed(path(), e);
      }
    } while (open.nextIndex() <= wanted);
    ByteBuffer found = open.payload();
    for (long skipped = open.firstIndex(); skipped < wanted; skipped++) {
      int length = found.getInt();
      found.position(found.position() + length);
    }
    return found;
  }

  /** The following segment, not yet at a frame, after a check that it continues this one. */
  private FrameReader nextSegment(FrameReader ended) throws LogException {
    Long next = folder.segments().higherKey(segment);
    if (next == null) {
      throw LogException.damaged(
          path(),
          "the frame at offset %d is damaged; the last record before it is %d"
              .formatted(ended.offset(), ended.nextIndex() - 1));
    }
    FrameReader following = openSegment(next);
    if (next != ended.nextIndex() || following.chain() != ended.chain()) {
      following.close();
      throw LogException.damaged(
          path(),
          "its good frames end at offset %d with record %d, but the next segment, %s, begins with record %d%s; a frame here is damaged, or a segment is missing or older"
              .formatted(
                  ended.offset(),
                  ended.nextIndex() - 1,
                  FileNames.segment(next),
                  next,
                  next == ended.nextIndex() ? " of another history" : ""));
    }
    ended.close();
    frames = following;
    segment = next;
    return following;
  }

  /** The first segment, at the last frame known to begin at or before the record. */
  private FrameReader openSegmentAt(long wanted) throws LogException {
    FrameReader opened = openSegment(segment);
    FramePlaces.Place place = folder.places().before(segment, wanted);
    if (place != null) {
      opened.skipTo(place);
    }
    return opened;
  }

  private FrameReader openSegment(long firstIndex) throws LogException {
    try {
      return FrameReader.open(folder.storage(), folder.id(), firstIndex);
    } catch (LogException e) {
      // Compaction takes a segment out of the map before it deletes the file.
      throw folder.segments().containsKey(firstIndex) ? e : compacted(folder, index + 1);
    }
  }

  private String path() {
    return folder.storage().path(FileNames.segment(segment));
  }

  static LogException compacted(LogFolder folder, long index) {
    return new LogException(
        LogException.Kind.OUT_OF_RANGE,
        "Expected an index from %d on, but got %d, which was compacted; start from the newest snapshot"
            .formatted(folder.segments().firstKey(), index));
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public byte[] record() {
    return record;
  }

  @Override
  public void close() {
    if (frames != null) {
      frames.close();
    }
  }
}
