package dev.yardmaster.engine.log;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot files of one log folder; safe for any thread. */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Storage storage;
  private final LogId id;
  private final NavigableSet<Long> indices = new ConcurrentSkipListSet<>();

  Snapshots(Storage storage, LogId id, Iterable<Long> indices) {
    this.storage = storage;
    this.id = id;
    indices.forEach(this.indices::add);
  }

  /** Newest first. */
  List<Long> indices() {
    return List.copyOf(indices.descendingSet());
  }

  /** Writes a snapshot; durable when this returns, invisible when it throws. */
  synchronized void save(long index, SnapshotWriter writer) throws LogException {
    String name = FileNames.snapshot(index);
    String unfinished = name + FileNames.UNFINISHED;
    boolean stored = false;
    try {
      try (LogFile file = storage.create(unfinished)) {
        SnapshotFile.write(file, id, index, writer);
      }
      storage.rename(unfinished, name);
      stored = true;
      storage.syncFolder();
    } catch (IOException e) {
      throw notStored(index, e);
    } finally {
      if (!stored) {
        discard(unfinished);
      }
    }
    indices.add(index);
  }

  /**
   * Opens the newest snapshot that is whole from header to footer. Damaged ones are reported and
   * passed over; whether the log covers what they held is the caller's question.
   */
  Optional<LogSnapshot> newestUsable() throws LogException {
    for (long index : indices.descendingSet()) {
      try {
        verify(index);
        return Optional.of(open(index));
      } catch (LogException e) {
        if (e.kind() != LogException.Kind.DAMAGED && e.kind() != LogException.Kind.READ_FAILED) {
          throw e;
        }
        LOG.warn("Passing over a damaged snapshot: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Reads a snapshot from header to footer. */
  void verify(long index) throws LogException {
    try (LogSnapshot snapshot = open(index)) {
      Optional<byte[]> chunk = snapshot.next();
      while (chunk.isPresent()) {
        chunk = snapshot.next();
      }
    }
  }

  LogSnapshot open(long index) throws LogException {
    String name = FileNames.snapshot(index);
    try {
      return SnapshotFile.read(
          storage.open(name, Storage.Access.READ), storage.path(name), id, index);
    } catch (IOException e) {
      throw LogException.readFailed(storage.path(name), e);
    }
  }

  /** Deletes all but the two newest. */
  synchronized void dropOld() throws IOException {
    for (long index : indices().stream().skip(2).toList()) {
      indices.remove(index);
      storage.deleteIfExists(FileNames.snapshot(index));
      storage.syncFolder();
    }
  }

  private void discard(String unfinished) {
    try {
      storage.deleteIfExists(unfinished);
    } catch (IOException e) {
      LOG.warn(
          "Could not delete {} ({}); it is deleted when the log is opened next",
          storage.path(unfinished),
          e.toString());
    }
  }

  static LogException notStored(long index, IOException cause) {
    boolean full = cause instanceof StorageFullException;
    return new LogException(
        full ? LogException.Kind.STORAGE_FULL : LogException.Kind.STORAGE_FAILED,
        "Could not store snapshot %d (%s); the log itself is unharmed, %s"
            .formatted(
                index,
                cause.getMessage(),
                full ? "free some space" : "check the disk and try again"),
        cause);
  }
}
