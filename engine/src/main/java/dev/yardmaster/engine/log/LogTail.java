package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The growing end of a log folder: the newest segment and the mark. Used by one thread.
 *
 * <p>After an IOException other than {@link StorageFullException} it must not be written again.
 */
final class LogTail implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private final Storage storage;
  private final LogId id;
  private final FileLogOptions options;
  private final NavigableMap<Long, String> segments;
  private final FramePlaces places;
  private final Mark mark;
  private LogFile file;
  private long position;
  private long allocated;
  private long nextIndex;
  private int chain;

  private LogTail(
      LogFolder folder, FileLogOptions options, Mark mark, LogFile file, LogFolder.End end)
      throws IOException {
    this.storage = folder.storage();
    this.id = folder.id();
    this.options = options;
    this.segments = folder.segments();
    this.places = folder.places();
    this.mark = mark;
    this.file = file;
    this.position = end.offset();
    this.allocated = file.size();
    this.nextIndex = end.lastIndex() + 1;
    this.chain = end.chain();
  }

  /**
   * Opens an existing log's end for writing: cuts a torn frame, and makes everything before it
   * durable, before anybody is told of it.
   */
  static LogTail open(LogFolder folder, FileLogOptions options) throws IOException {
    LogFolder.End end = folder.end();
    Storage storage = folder.storage();
    Mark mark = Mark.open(storage, folder.id(), folder.mark());
    LogFile file = storage.open(end.segment(), Storage.Access.READ_WRITE);
    if (end.torn()) {
      LOG.warn(
          "{}: cutting a torn frame at offset {} (a crash while it was written; it was never"
              + " acknowledged); the last record is {}",
          storage.path(end.segment()),
          end.offset(),
          end.lastIndex());
      file.truncate(end.offset());
    }
    rewriteLastFrame(file, end);
    file.force();
    // The process before may have died between a rename and the sync that makes it durable.
    storage.syncFolder();
    mark.write(end.lastIndex(), end.chain());
    mark.force();
    return new LogTail(folder, options, mark, file, end);
  }

  /**
   * The process before may have died right after a failed fsync, when the page cache calls lost
   * pages clean. Writing them again makes the following force write them.
   */
  private static void rewriteLastFrame(LogFile file, LogFolder.End end) throws IOException {
    if (end.lastFrameOffset() >= 0) {
      ByteBuffer frame = ByteBuffer.allocate((int) (end.offset() - end.lastFrameOffset()));
      file.read(frame, end.lastFrameOffset());
      file.write(frame.flip(), end.lastFrameOffset());
    }
  }

  /** Creates the first segment and mark of a new log; its format file is written by the caller. */
  static LogTail create(LogFolder folder, FileLogOptions options, long firstIndex)
      throws IOException {
    SegmentHeader header = new SegmentHeader(firstIndex, 0);
    Storage storage = folder.storage();
    LogFile file = createSegment(storage, folder.id(), header, options);
    folder.segments().put(firstIndex, FileNames.segment(firstIndex));
    Mark mark = Mark.create(storage, folder.id(), firstIndex - 1, 0);
    storage.syncFolder();
    LogFolder.End end =
        new LogFolder.End(
            FileNames.segment(firstIndex), SegmentHeader.BYTES, -1, firstIndex - 1, 0, false);
    return new LogTail(folder, options, mark, file, end);
  }

  long nextIndex() {
    return nextIndex;
  }

  /** Writes and forces one group of records; they are committed when this returns. */
  void commit(FrameBuilder builder) throws IOException {
    int count = builder.count();
    ByteBuffer frame = builder.finish(nextIndex, chain);
    int bytes = frame.remaining();
    int checksum = frame.getInt(Frame.CHECKSUM);
    if (position + bytes > options.segmentBytes() && position > SegmentHeader.BYTES) {
      beginSegment();
    }
    if (position + bytes > allocated) {
      allocate(file, allocated, position + bytes, options);
      allocated = file.size();
    }
    file.write(frame, position);
    file.force();
    places.passed(segments.lastKey(), nextIndex, position, chain);
    position += bytes;
    nextIndex += count;
    chain = checksum;
    mark.write(nextIndex - 1, chain);
  }

  /** Removes what a commit left behind that found the disk full. */
  void cut() throws IOException {
    file.truncate(position);
    file.force();
    allocated = position;
  }

  void forceMark() throws IOException {
    mark.force();
  }

  /** The mark is forced first: the loss of the new segment must be noticed. */
  private void beginSegment() throws IOException {
    mark.force();
    LogFile next = createSegment(storage, id, new SegmentHeader(nextIndex, chain), options);
    segments.put(nextIndex, FileNames.segment(nextIndex));
    file.close();
    file = next;
    position = SegmentHeader.BYTES;
    allocated = next.size();
  }

  private static LogFile createSegment(
      Storage storage, LogId id, SegmentHeader header, FileLogOptions options) throws IOException {
    String name = FileNames.segment(header.firstIndex());
    String unfinished = name + FileNames.UNFINISHED;
    LogFile file = storage.create(unfinished);
    try {
      header.write(file, id);
      allocate(file, SegmentHeader.BYTES, SegmentHeader.BYTES + 1, options);
      file.force();
      storage.rename(unfinished, name);
      storage.syncFolder();
      return file;
    } catch (IOException e) {
      file.close();
      storage.deleteIfExists(unfinished);
      throw e;
    }
  }

  /** Appends zeros up to the next multiple of the growth step that holds the needed size. */
  private static void allocate(LogFile file, long size, long needed, FileLogOptions options)
      throws IOException {
    int step = options.growthBytes();
    long target = (needed + step - 1) / step * step;
    long at = size;
    while (at < target) {
      int part = (int) Math.min(ZEROS.capacity(), target - at);
      file.write(ZEROS.duplicate().limit(part), at);
      at += part;
    }
  }

  /** Closes the files; forces nothing. */
  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      mark.close();
    }
  }
}
