package dev.yardmaster.engine.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What a log folder holds and what is wrong with it.
 *
 * @param firstIndex the oldest record; 0 when no segment is readable
 * @param lastIndex the newest record; 0 when that cannot be told
 * @param snapshots the indices of the undamaged snapshots, newest first
 * @param damage one sentence for each damage, naming file and offset
 * @param notes what is worth knowing but harmless, for instance a torn end
 */
public record LogReport(
    long firstIndex,
    long lastIndex,
    List<Long> snapshots,
    List<String> damage,
    List<String> notes) {
  public LogReport {
    snapshots = List.copyOf(snapshots);
    damage = List.copyOf(damage);
    notes = List.copyOf(notes);
  }

  public boolean undamaged() {
    return damage.isEmpty();
  }

  static LogReport of(Storage storage) {
    List<String> damage = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<Long> usable = new ArrayList<>();
    long first = 0;
    long last = 0;
    try {
      LogId id = FormatFile.read(storage);
      List<String> names = LogFolder.names(storage);
      NavigableMap<Long, String> segments = FileNames.segments(names);
      first = segments.isEmpty() ? 0 : segments.firstKey();
      List<Long> snapshotIndices = List.copyOf(FileNames.snapshots(names).descendingMap().keySet());
      Snapshots snapshots = new Snapshots(storage, id, snapshotIndices);
      for (long index : snapshotIndices) {
        if (collect(damage, () -> snapshots.verify(index))) {
          usable.add(index);
        }
      }
      for (Map.Entry<Long, String> segment : segments.entrySet()) {
        Long next = segments.higherKey(segment.getKey());
        if (next != null) {
          collect(damage, () -> verifySegment(storage, id, segment.getKey(), next));
        }
      }
      LogFolder folder = LogFolder.inspect(storage);
      last = folder.end().lastIndex();
      if (folder.end().torn()) {
        notes.add(
            "%s: a torn frame at offset %d, never acknowledged; it is cut when the log is opened"
                .formatted(storage.path(folder.end().segment()), folder.end().offset()));
      }
      if (damage.isEmpty()) {
        folder.startingPoint().ifPresent(LogSnapshot::close);
      }
    } catch (LogException e) {
      damage.add(String.valueOf(e.getMessage()));
    }
    return new LogReport(first, last, usable, damage.stream().distinct().toList(), notes);
  }

  /** A check that throws what it finds. */
  private interface Check {
    void run() throws LogException;
  }

  private static boolean collect(List<String> damage, Check check) {
    try {
      check.run();
      return true;
    } catch (LogException e) {
      damage.add(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Reads a segment up to where the following one takes over. */
  private static void verifySegment(Storage storage, LogId id, long first, long next)
      throws LogException {
    String path = storage.path(FileNames.segment(first));
    try (FrameReader frames = FrameReader.open(storage, id, first);
        FrameReader following = FrameReader.open(storage, id, next)) {
      boolean more = true;
      while (more && frames.nextIndex() < next) {
        more = frames.next();
      }
      if (frames.nextIndex() != next || frames.chain() != following.chain()) {
        throw LogException.damaged(
            path,
            "its good frames end at offset %d with record %d, but the next segment, %s, goes on from another place"
                .formatted(frames.offset(), frames.nextIndex() - 1, FileNames.segment(next)));
      }
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
  }
}
