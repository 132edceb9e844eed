package dev.yardmaster.engine.log;

import dev.yardmaster.engine.log.LogException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The copying of a log into a new folder, to keep it safe and to bring it back.
 *
 * <p>A copy is a log folder of its own, with its own log id, holding the newest snapshot and every
 * record that can be read, at the same indices. Its format file is written last: an interrupted
 * copy is refused when opened.
 */
public final class LogBackup {
  private static final int GROUP_BYTES = 1 << 20;

  private LogBackup() {}

  /**
   * Copies a running log, up to the last record committed when called, while it goes on.
   *
   * @return the index of the last record in the copy
   * @throws LogException UNUSABLE_FOLDER when the target is not empty; OUT_OF_RANGE when compaction
   *     overtook the copy (delete the target and repeat); the faults of reading and writing
   */
  public static long backup(CommandLog log, Path target) throws LogException {
    Closeable lock = newFolder(target);
    try (lock;
        @Nullable LogSnapshot snapshot = log.newestSnapshot().orElse(null)) {
      long last = log.lastIndex();
      long first = log.firstIndex();
      try (LogReader records = log.read(first)) {
        copy(snapshot, records, first, last, new DiskStorage(target), false);
      }
      return last;
    } catch (IOException e) {
      throw notWritten(target, e);
    }
  }

  /**
   * Copies a backup into a new folder, checking everything, and marks the new one as {@link
   * FileLog#restored}.
   *
   * @return the index of the last record restored
   * @throws LogException UNUSABLE_FOLDER when the target is not empty; DAMAGED when the backup is
   */
  public static long restore(Path backup, Path target) throws LogException {
    LogReport report = FileLog.verify(backup);
    if (!report.undamaged() || !report.notes().isEmpty()) {
      throw new LogException(
          Kind.DAMAGED,
          "The backup "
              + backup
              + " is not whole: "
              + String.join("; ", report.damage())
              + String.join("; ", report.notes())
              + ". Use another backup");
    }
    LogFolder source = LogFolder.inspect(new DiskStorage(backup));
    long last = source.end().lastIndex();
    long first = source.segments().firstKey();
    Closeable lock = newFolder(target);
    try (lock;
        @Nullable LogSnapshot snapshot = source.startingPoint().orElse(null);
        LogReader records = SegmentsReader.open(source, () -> last, first)) {
      copy(snapshot, records, first, last, new DiskStorage(target), true);
      return last;
    } catch (IOException e) {
      throw notWritten(target, e);
    }
  }

  private static Closeable newFolder(Path target) throws LogException {
    DiskStorage storage = new DiskStorage(target);
    List<String> found = LogFolder.names(storage);
    if (!found.isEmpty()) {
      throw new LogException(
          Kind.UNUSABLE_FOLDER,
          "Expected %s to be empty or absent, but it holds %s and %d more files; name another folder"
              .formatted(target, found.getFirst(), found.size() - 1));
    }
    return storage.lock();
  }

  private static void copy(
      @Nullable LogSnapshot snapshot,
      LogReader records,
      long first,
      long last,
      Storage target,
      boolean restored)
      throws IOException, LogException {
    LogFolder folder = LogFolder.empty(target, LogId.random(), first);
    try (LogTail tail = LogTail.create(folder, FileLogOptions.DEFAULTS, first)) {
      FrameBuilder group = new FrameBuilder(folder.id());
      long bytes = 0;
      for (long next = first; next <= last && records.advance(); next++) {
        group.add(records.record());
        bytes += records.record().length;
        if (bytes >= GROUP_BYTES || next == last) {
          tail.commit(group);
          group.begin();
          bytes = 0;
        }
      }
      tail.forceMark();
    }
    if (snapshot != null) {
      folder.snapshots().save(snapshot.index(), sink -> copyChunks(snapshot, sink));
    }
    if (restored) {
      writeRestored(target, last);
    }
    FormatFile.write(target, folder.id());
  }

  private static void copyChunks(LogSnapshot from, SnapshotWriter.ChunkSink sink)
      throws LogException {
    Optional<byte[]> chunk = from.next();
    while (chunk.isPresent()) {
      sink.add(chunk.get());
      chunk = from.next();
    }
  }

  private static void writeRestored(Storage target, long last) throws IOException {
    try (LogFile file = target.create(FileNames.RESTORED)) {
      byte[] text = ("restored up to record " + last + "\n").getBytes(StandardCharsets.US_ASCII);
      file.write(ByteBuffer.wrap(text), 0);
      file.force();
    }
    target.syncFolder();
  }

  private static LogException notWritten(Path target, IOException cause) {
    return new LogException(
        cause instanceof StorageFullException ? Kind.STORAGE_FULL : Kind.STORAGE_FAILED,
        "Could not write %s (%s); delete it, check the disk and try again".formatted(target, cause),
        cause);
  }
}
