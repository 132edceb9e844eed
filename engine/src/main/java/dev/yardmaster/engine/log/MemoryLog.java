package dev.yardmaster.engine.log;

import dev.yardmaster.engine.log.AppendQueue.Pending;
import dev.yardmaster.engine.log.LogException.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A log that lives as long as its object: for tests and throw-away embedding.
 *
 * <p>It keeps the same threads, order and bounds as {@link FileLog}, but survives nothing.
 */
public final class MemoryLog implements CommandLog {
  private static final int MAX_GROUP_RECORDS = 4_096;

  private final AppendQueue queue = new AppendQueue(FileLogOptions.DEFAULTS.maxWaiting());
  private final AtomicBoolean startCalled = new AtomicBoolean();
  private final RecordBlocks records = new RecordBlocks();
  private final NavigableMap<Long, List<byte[]>> snapshots = new ConcurrentSkipListMap<>();
  private volatile long lastIndex;
  private volatile @Nullable Thread thread;

  @Override
  public void start(LogListener listener) {
    if (startCalled.getAndSet(true)) {
      throw new IllegalStateException("A log can be started once");
    }
    queue.open();
    listener.leadershipGained();
    Thread started = LogThread.of(() -> run(listener));
    thread = started;
    started.start();
  }

  private void run(LogListener listener) {
    List<Pending> group = new ArrayList<>();
    boolean more = true;
    while (more) {
      group.clear();
      more = queue.drain(group, MAX_GROUP_RECORDS, Integer.MAX_VALUE, Long.MAX_VALUE);
      try {
        deliver(group, listener);
      } catch (RuntimeException e) {
        fail(group, listener, e);
      }
    }
  }

  private void deliver(List<Pending> group, LogListener listener) {
    for (Pending pending : group) {
      long index = lastIndex + 1;
      records.append(pending.record());
      lastIndex = index; // first, so that whoever hears of a record can read it
      listener.committed(index, pending.record());
      pending.complete(index);
    }
  }

  private void fail(List<Pending> group, LogListener listener, RuntimeException cause) {
    LogException reason =
        new LogException(
            Kind.LISTENER_FAILED,
            "The listener failed on record " + lastIndex + " (" + cause + "); start anew",
            cause);
    List<Pending> waiting = queue.refuse(reason);
    try {
      listener.leadershipLost(reason);
    } finally {
      group.forEach(pending -> pending.completeExceptionally(reason));
      waiting.forEach(pending -> pending.completeExceptionally(reason));
    }
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
    if (fromIndex < firstIndex() || fromIndex > lastIndex + 1) {
      throw outOfRange(fromIndex);
    }
    return new Reader(fromIndex - 1);
  }

  @Override
  public void saveSnapshot(long index, SnapshotWriter writer) throws LogException {
    requireOpen();
    if (index < 1 || index > lastIndex) {
      throw outOfRange(index);
    }
    List<byte[]> chunks = new ArrayList<>();
    writer.writeTo(chunk -> chunks.add(chunk.clone()));
    snapshots.put(index, List.copyOf(chunks));
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() throws LogException {
    requireOpen();
    return Optional.ofNullable(snapshots.lastEntry())
        .map(newest -> new Chunks(newest.getKey(), newest.getValue().iterator()));
  }

  @Override
  public synchronized void compact(long index) throws LogException {
    requireOpen();
    if (snapshots.size() < 2) {
      return;
    }
    while (snapshots.size() > 2) {
      snapshots.pollFirstEntry();
    }
    records.dropUpTo(Math.min(index, snapshots.firstKey()));
  }

  @Override
  public long firstIndex() {
    return records.firstIndex();
  }

  @Override
  public long lastIndex() {
    return lastIndex;
  }

  @Override
  public void close() {
    queue.close();
    Thread running = thread;
    if (running != null && running != Thread.currentThread()) {
      LogThread.join(running);
    }
  }

  private void requireOpen() throws LogException {
    LogException refusal = queue.refusal();
    if (refusal != null && refusal.kind() == Kind.CLOSED) {
      throw refusal;
    }
  }

  private LogException outOfRange(long index) {
    return new LogException(
        Kind.OUT_OF_RANGE,
        "Expected an index from %d to %d, but got %d; start from the newest snapshot"
            .formatted(firstIndex(), lastIndex, index));
  }

  /** A cursor over the records in memory. */
  private final class Reader implements LogReader {
    private long index;
    private byte[] record = new byte[0];

    Reader(long index) {
      this.index = index;
    }

    @Override
    public boolean advance() throws LogException {
      if (index >= lastIndex) {
        return false;
      }
      byte[] next = records.get(index + 1);
      if (next == null) {
        throw outOfRange(index + 1);
      }
      record = next;
      index++;
      return true;
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
    public void close() {}
  }

  /** A snapshot in memory. */
  private record Chunks(long index, Iterator<byte[]> chunks) implements LogSnapshot {
    @Override
    public Optional<byte[]> next() {
      return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
    }

    @Override
    public void close() {}
  }
}
