package dev.yardmaster.engine.log;

import dev.yardmaster.engine.log.AppendQueue.Pending;
import dev.yardmaster.engine.log.LogException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in a local folder of segment files; docs/adr/0002 says why not a database.
 *
 * <p>The walk of one append: the caller's thread queues it; the log's thread takes all that wait,
 * writes them as one frame, forces it, writes the mark, tells the listener of each record and
 * completes its stage. A failed write or force ends that for ever (S22); a full disk makes it pause
 * (S23). What a folder must look like to be opened at all is in {@link LogFolder} (S21).
 */
public final class FileLog implements CommandLog {
  private static final Logger LOG = LoggerFactory.getLogger(FileLog.class);
  private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Storage storage;
  private final FileLogOptions options;
  private final Closeable lock;
  private final LogFolder folder;
  private final LogTail tail;
  private final Reserve reserve;
  private final AppendQueue queue;
  private final AtomicBoolean startCalled = new AtomicBoolean();
  private final AtomicBoolean filesClosed = new AtomicBoolean();
  private volatile long lastIndex;
  private volatile @Nullable Thread thread;

  // Used by the log's thread only, and by start before that thread exists.
  private final FrameBuilder builder;
  private final List<Pending> group = new ArrayList<>();
  private @Nullable LogListener listener;
  private boolean full;
  private boolean failed;
  private boolean markUnforced;
  private long lastHousekeeping = System.nanoTime();

  private FileLog(
      Storage storage, FileLogOptions options, Closeable lock, LogFolder folder, LogTail tail) {
    this.storage = storage;
    this.options = options;
    this.lock = lock;
    this.folder = folder;
    this.tail = tail;
    this.reserve = new Reserve(storage, options);
    this.queue = new AppendQueue(options.maxWaiting());
    this.builder = new FrameBuilder(folder.id());
  }

  /** Opens the log in this folder, or creates it; it must be closed. */
  public static FileLog open(Path folder) throws LogException {
    return open(folder, FileLogOptions.DEFAULTS);
  }

  /**
   * Opens the log in this folder, or creates it.
   *
   * @throws LogException LOCKED, DAMAGED, UNKNOWN_FORMAT, READ_FAILED, UNUSABLE_FOLDER, or
   *     STORAGE_FULL and STORAGE_FAILED when the folder could not be made ready
   */
  public static FileLog open(Path folder, FileLogOptions options) throws LogException {
    return open(new DiskStorage(folder), options);
  }

  static FileLog open(Storage storage, FileLogOptions options) throws LogException {
    Closeable lock = storage.lock();
    try {
      LogFolder folder;
      LogTail tail;
      if (LogFolder.isUnused(storage)) {
        folder = LogFolder.empty(storage, LogId.random(), 1);
        tail = LogTail.create(folder, options, 1);
        FormatFile.write(storage, folder.id());
      } else {
        folder = LogFolder.inspect(storage);
        deleteUnfinished(storage);
        tail = LogTail.open(folder, options);
      }
      return new FileLog(storage, options, lock, folder, tail);
    } catch (IOException e) {
      closeQuietly(lock, e);
      throw new LogException(
          e instanceof StorageFullException ? Kind.STORAGE_FULL : Kind.STORAGE_FAILED,
          "Could not make the log in %s ready for writing (%s); check the disk and try again"
              .formatted(storage.path(""), e),
          e);
    } catch (LogException e) {
      closeQuietly(lock, e);
      throw e;
    }
  }

  /**
   * Reads every file of a folder, changing nothing, and reports what is there and what is wrong.
   */
  public static LogReport verify(Path folder) {
    return LogReport.of(new DiskStorage(folder));
  }

  @Override
  public void start(LogListener receiver) throws LogException {
    startStopped(receiver);
    Thread started = LogThread.of(this::runToEnd);
    thread = started;
    started.start();
  }

  /** All of {@link #start} but the thread, in whose place a test calls {@link #turn}. */
  void startStopped(LogListener receiver) throws LogException {
    if (startCalled.getAndSet(true)) {
      throw new IllegalStateException("A log can be started once");
    }
    listener = receiver;
    long from = 1;
    Optional<LogSnapshot> found = folder.startingPoint();
    if (found.isPresent()) {
      try (LogSnapshot snapshot = found.get()) {
        receiver.restore(snapshot);
        lastIndex = snapshot.index();
        from = snapshot.index() + 1;
      }
    }
    long end = folder.end().lastIndex();
    try (LogReader reader = SegmentsReader.open(folder, () -> end, from)) {
      while (reader.advance()) {
        receiver.committed(reader.index(), reader.record());
        lastIndex = reader.index();
      }
    }
    queue.open();
    receiver.leadershipGained();
    if (!reserve.isLaid() && !hasRoom()) {
      full = true;
      receiver.writable(false);
    }
  }

  private void runToEnd() {
    try {
      boolean more = true;
      while (more) {
        more =
            turn(full || markUnforced || !reserve.isLaid() ? HOUSEKEEPING_NANOS : Long.MAX_VALUE);
      }
    } catch (RuntimeException | Error e) {
      fail(Kind.STORAGE_FAILED, "The log's thread failed on a broken invariant", e);
      throw e;
    } finally {
      closeFiles();
    }
  }

  /** Commits one group, waiting that long for it; false when closed and everything is done. */
  boolean turn(long waitNanos) {
    group.clear();
    boolean more =
        queue.drain(group, options.maxGroupRecords(), options.maxGroupBytes(), waitNanos);
    if (!group.isEmpty()) {
      commitGroup();
    }
    long now = System.nanoTime();
    if (!failed && now - lastHousekeeping >= HOUSEKEEPING_NANOS) {
      lastHousekeeping = now;
      keepHouse();
    }
    return more;
  }

  private void commitGroup() {
    if (full && !regainSpace()) {
      refuseGroup(fullReason("The disk under the log is nearly full"));
      return;
    }
    builder.begin();
    for (Pending pending : group) {
      builder.add(pending.record());
    }
    try {
      tail.commit(builder);
      markUnforced = true;
    } catch (StorageFullException e) {
      turnReadOnly(e);
      return;
    } catch (IOException e) {
      fail(Kind.STORAGE_FAILED, "Could not write or fsync the log in " + storage.path(""), e);
      return;
    }
    deliverGroup();
  }

  private void deliverGroup() {
    for (Pending pending : group) {
      long index = lastIndex + 1;
      lastIndex = index; // first, so that whoever hears of a record can read it
      try {
        listener().committed(index, pending.record());
      } catch (RuntimeException e) {
        fail(Kind.LISTENER_FAILED, "The listener failed on record " + index, e);
        return;
      }
      pending.complete(index);
    }
  }

  /** What need not happen at once: forcing the mark, laying the reserve, looking for space. */
  private void keepHouse() {
    try {
      tail.forceMark();
      markUnforced = false;
    } catch (IOException e) {
      fail(Kind.STORAGE_FAILED, "Could not fsync the mark in " + storage.path(""), e);
      return;
    }
    if (full) {
      regainSpace();
    } else if (!reserve.isLaid()) {
      try {
        reserve.lay();
      } catch (IOException e) {
        turnReadOnly(e);
      }
    }
  }

  private void turnReadOnly(IOException cause) {
    try {
      tail.cut();
      reserve.release();
    } catch (IOException e) {
      e.addSuppressed(cause);
      fail(Kind.STORAGE_FAILED, "Could not cut the log in " + storage.path(""), e);
      return;
    }
    LogException reason = fullReason(String.valueOf(cause.getMessage()));
    LOG.warn("{}", reason.getMessage());
    if (!full) {
      full = true;
      listener().writable(false);
    }
    refuseGroup(reason);
  }

  private boolean regainSpace() {
    if (!hasRoom()) {
      return false;
    }
    try {
      reserve.lay();
    } catch (IOException e) {
      LOG.warn("Staying read-only: could not lay {} ({})", FileNames.RESERVE, e.toString());
      return false;
    }
    full = false;
    LOG.info("{}: there is space again; accepting records", storage.path(""));
    listener().writable(true);
    return true;
  }

  private boolean hasRoom() {
    try {
      return reserve.hasRoom();
    } catch (IOException e) {
      LOG.warn("Could not ask for the free space of {} ({})", storage.path(""), e.toString());
      return false;
    }
  }

  private LogException fullReason(String cause) {
    return new LogException(
        Kind.STORAGE_FULL,
        "%s: %s. The log is read-only until at least %d bytes are free; free some space"
            .formatted(
                storage.path(""),
                cause,
                options.reserveBytes() + options.growthBytes() + options.maxGroupBytes()));
  }

  private void refuseGroup(LogException reason) {
    for (Pending pending : group) {
      pending.completeExceptionally(reason);
    }
  }

  /** Ends appending for ever: the listener hears of it first, then everybody waiting. */
  private void fail(Kind kind, String problem, Throwable cause) {
    LogException reason =
        new LogException(
            kind,
            problem + " (" + cause + "); stop, check the disk, and open the log again",
            cause);
    failed = true;
    LOG.error("{}", reason.getMessage(), cause);
    List<Pending> waiting = queue.refuse(reason);
    try {
      listener().leadershipLost(reason);
    } catch (RuntimeException e) {
      LOG.error("The listener failed when told that the log failed", e);
    }
    refuseGroup(reason); // those already completed stay so
    waiting.forEach(pending -> pending.completeExceptionally(reason));
  }

  private LogListener listener() {
    if (listener == null) {
      throw new IllegalStateException("The log is not started");
    }
    return listener;
  }

  @Override
  public CompletionStage<Long> append(byte[] record) {
    return queue.add(record);
  }

  @Override
  public CompletionStage<Void> readBarrier() {
    LogException refusal = queue.refusal();
    return refusal == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(refusal);
  }

  @Override
  public LogReader read(long fromIndex) throws LogException {
    requireOpen();
    if (fromIndex < 1 || fromIndex > lastIndex + 1) {
      throw new LogException(
          Kind.OUT_OF_RANGE,
          "Expected an index from %d to %d, but got %d"
              .formatted(firstIndex(), lastIndex + 1, fromIndex));
    }
    return SegmentsReader.open(folder, () -> lastIndex, fromIndex);
  }

  @Override
  public void saveSnapshot(long index, SnapshotWriter writer) throws LogException {
    requireOpen();
    if (index < 1 || index > lastIndex) {
      throw new LogException(
          Kind.OUT_OF_RANGE,
          "Expected a snapshot of a committed index, 1 to %d, but got %d"
              .formatted(lastIndex, index));
    }
    folder.snapshots().save(index, writer);
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() throws LogException {
    requireOpen();
    return folder.snapshots().newestUsable();
  }

  /** Segments go oldest first, each durably, so that a crash leaves no gap. */
  @Override
  public synchronized void compact(long index) throws LogException {
    requireOpen();
    List<Long> snapshots = folder.snapshots().indices();
    if (snapshots.size() < 2) {
      return;
    }
    long droppable = Math.min(index, snapshots.get(1));
    try {
      folder.snapshots().dropOld();
      Map.Entry<Long, String> oldest = folder.segments().firstEntry();
      Long next = folder.segments().higherKey(oldest.getKey());
      while (next != null && next - 1 <= droppable) {
        folder.segments().remove(oldest.getKey());
        storage.deleteIfExists(oldest.getValue());
        storage.syncFolder();
        folder.places().dropBefore(next);
        oldest = folder.segments().firstEntry();
        next = folder.segments().higherKey(oldest.getKey());
      }
    } catch (IOException e) {
      throw new LogException(
          Kind.STORAGE_FAILED,
          "Could not delete old files in %s (%s); the log itself is unharmed, check the folder"
              .formatted(storage.path(""), e),
          e);
    }
  }

  @Override
  public long firstIndex() {
    return folder.segments().firstKey();
  }

  @Override
  public long lastIndex() {
    return lastIndex;
  }

  /** Whether this folder was made by a restore that was not acknowledged yet. */
  public boolean restored() {
    return storage.exists(FileNames.RESTORED);
  }

  /** Ends {@link #restored}, durably: what a restore makes necessary has been committed. */
  public void acknowledgeRestored() throws LogException {
    try {
      storage.deleteIfExists(FileNames.RESTORED);
      storage.syncFolder();
    } catch (IOException e) {
      throw new LogException(
          Kind.STORAGE_FAILED,
          "Could not delete %s (%s)".formatted(storage.path(FileNames.RESTORED), e),
          e);
    }
  }

  /** The beginnings of frames that a reader may start from. */
  FramePlaces places() {
    return folder.places();
  }

  private void requireOpen() throws LogException {
    LogException refusal = queue.refusal();
    if (refusal != null && refusal.kind() == Kind.CLOSED) {
      throw refusal;
    }
  }

  @Override
  public void close() {
    queue.close();
    Thread running = thread;
    if (running == null) {
      closeFiles();
    } else if (running != Thread.currentThread()) {
      LogThread.join(running);
    }
  }

  /** Everything acknowledged was forced before; a failure here loses nothing. */
  private void closeFiles() {
    if (filesClosed.getAndSet(true)) {
      return;
    }
    try (lock;
        tail) {
      if (!failed) {
        tail.forceMark();
      }
    } catch (IOException e) {
      LOG.warn("Could not close the log in {} cleanly ({})", storage.path(""), e.toString());
    }
  }

  private static void deleteUnfinished(Storage storage) throws IOException, LogException {
    for (String name : LogFolder.names(storage)) {
      if (name.endsWith(FileNames.UNFINISHED)) {
        storage.deleteIfExists(name);
      }
    }
  }

  private static void closeQuietly(Closeable closeable, Exception cause) {
    try {
      closeable.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
