package dev.yardmaster.engine.log;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A log folder whose format, mark, segment headers, newest segment and snapshots agree; made by
 * {@link #inspect}, which changes nothing.
 *
 * <p>Older segments' frames are checked when they are read. Only the newest segment can hold a torn
 * frame: a segment is begun after everything before it was forced.
 */
final class LogFolder {
  private final Storage storage;
  private final LogId id;
  private final NavigableMap<Long, String> segments;
  private final Snapshots snapshots;
  private final Mark.Entry mark;
  private final End end;
  private final FramePlaces places = new FramePlaces();

  private LogFolder(
      Storage storage,
      LogId id,
      NavigableMap<Long, String> segments,
      Snapshots snapshots,
      Mark.Entry mark,
      End end) {
    this.storage = storage;
    this.id = id;
    this.segments = segments;
    this.snapshots = snapshots;
    this.mark = mark;
    this.end = end;
  }

  /**
   * Where the newest segment's good frames end.
   *
   * @param lastFrameOffset where the last good frame begins; -1 when the segment has none
   * @param torn whether the remains of an unacknowledged frame follow
   */
  record End(
      String segment, long offset, long lastFrameOffset, long lastIndex, int chain, boolean torn) {}

  /** The empty picture of a log about to be created with its first record at this index. */
  static LogFolder empty(Storage storage, LogId id, long firstIndex) {
    return new LogFolder(
        storage,
        id,
        new ConcurrentSkipListMap<>(),
        new Snapshots(storage, id, List.of()),
        new Mark.Entry(firstIndex - 1, 0, 0),
        new End(FileNames.segment(firstIndex), SegmentHeader.BYTES, -1, firstIndex - 1, 0, false));
  }

  static LogFolder inspect(Storage storage) throws LogException {
    List<String> names = names(storage);
    LogId id = FormatFile.read(storage);
    Mark.Entry mark = Mark.read(storage, id);
    NavigableMap<Long, String> segments = new ConcurrentSkipListMap<>(FileNames.segments(names));
    if (segments.isEmpty()) {
      throw LogException.damaged(
          storage.path(FileNames.segment(mark.index() + 1)),
          "no segment is left, but records up to " + mark.index() + " were acknowledged");
    }
    for (long first : segments.keySet()) {
      FrameReader.open(storage, id, first).close();
    }
    End end = findEnd(storage, id, segments.lastKey(), mark);
    Snapshots snapshots = new Snapshots(storage, id, FileNames.snapshots(names).keySet());
    LogFolder folder = new LogFolder(storage, id, segments, snapshots, mark, end);
    for (long index : snapshots.indices()) {
      if (index > end.lastIndex()) {
        throw LogException.damaged(
            storage.path(end.segment()),
            "the log ends with record %d, but snapshot %d was made from later records"
                .formatted(end.lastIndex(), index));
      }
    }
    return folder;
  }

  /**
   * Whether no log was ever finished here: there is no format file and nothing but what an
   * interrupted creation leaves behind.
   */
  static boolean isUnused(Storage storage) throws LogException {
    if (storage.exists(FileNames.FORMAT)) {
      return false;
    }
    List<String> names = names(storage);
    NavigableMap<Long, String> segments = FileNames.segments(names);
    boolean unused = FileNames.snapshots(names).isEmpty() && segments.size() <= 1;
    if (unused && !segments.isEmpty()) {
      unused = segments.firstKey() == 1 && holdsNoFrames(storage, segments.firstEntry().getValue());
    }
    if (!unused) {
      throw LogException.damaged(
          storage.path(FileNames.FORMAT),
          "the format file is missing, but the folder holds records; it was lost, or a backup or"
              + " restore into this folder was interrupted (then delete the folder and repeat it)");
    }
    return true;
  }

  private static boolean holdsNoFrames(Storage storage, String name) throws LogException {
    try (FrameReader frames =
        new FrameReader(
            storage.open(name, Storage.Access.READ), LogId.random(), new SegmentHeader(1, 0))) {
      return frames.onlyZerosFollow();
    } catch (IOException e) {
      throw LogException.readFailed(storage.path(name), e);
    }
  }

  private static End findEnd(Storage storage, LogId id, long firstIndex, Mark.Entry mark)
      throws LogException {
    String name = FileNames.segment(firstIndex);
    String path = storage.path(name);
    try (FrameReader frames = FrameReader.open(storage, id, firstIndex)) {
      boolean markFits = mark.index() < firstIndex - 1 || endsAt(mark, frames);
      while (frames.next()) {
        markFits |= endsAt(mark, frames);
      }
      long lastIndex = frames.nextIndex() - 1;
      boolean torn = !frames.onlyZerosFollow();
      if (torn && frames.anyFrameFollows()) {
        throw LogException.damaged(
            path,
            "the frame at offset %d is damaged, but valid ones follow it; the last record before it is %d"
                .formatted(frames.offset(), lastIndex));
      }
      if (mark.index() > lastIndex) {
        throw LogException.damaged(
            path,
            "the log ends at offset %d with record %d, but records up to %d were acknowledged (says %s)"
                .formatted(frames.offset(), lastIndex, mark.index(), storage.path(FileNames.MARK)));
      }
      if (!markFits) {
        throw LogException.damaged(
            path,
            "it does not hold the history that %s was written for; one of them was exchanged for an older file"
                .formatted(storage.path(FileNames.MARK)));
      }
      return new End(name, frames.offset(), frames.frameOffset(), lastIndex, frames.chain(), torn);
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
  }

  private static boolean endsAt(Mark.Entry mark, FrameReader frames) {
    return frames.nextIndex() - 1 == mark.index() && frames.chain() == mark.chain();
  }

  /**
   * The newest usable snapshot from which the log's records go on; empty when the records go back
   * to the first.
   */
  Optional<LogSnapshot> startingPoint() throws LogException {
    Optional<LogSnapshot> snapshot = snapshots.newestUsable();
    long needed = snapshot.map(LogSnapshot::index).orElse(0L) + 1;
    long oldest = segments.firstKey();
    if (oldest > needed) {
      snapshot.ifPresent(LogSnapshot::close);
      throw LogException.damaged(
          storage.path(FileNames.segment(needed)),
          "records %d to %d are in no segment and in no undamaged snapshot"
              .formatted(needed, oldest - 1));
    }
    return snapshot;
  }

  Storage storage() {
    return storage;
  }

  LogId id() {
    return id;
  }

  /** First index to name; grows and shrinks while the log is open. */
  NavigableMap<Long, String> segments() {
    return segments;
  }

  /** Known beginnings of frames; grows and shrinks likewise. */
  FramePlaces places() {
    return places;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Mark.Entry mark() {
    return mark;
  }

  End end() {
    return end;
  }

  static List<String> names(Storage storage) throws LogException {
    try {
      return storage.list();
    } catch (IOException e) {
      throw LogException.readFailed(storage.path(""), e);
    }
  }
}
