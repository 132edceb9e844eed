package dev.yardmaster.engine;

import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogListener;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.engine.log.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log in memory whose gate the test shuts: appends wait before it until it is opened. */
final class GatedLog implements CommandLog {
  @SuppressWarnings("ArrayRecordComponent")
  private record Held(byte[] bytes, CompletableFuture<Long> stage) {}

  private final MemoryLog log = new MemoryLog();
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private boolean shut;
  private int reads;

  synchronized void shut() {
    shut = true;
  }

  synchronized void open() {
    shut = false;
    while (!held.isEmpty()) {
      Held next = held.remove();
      var unused =
          log.append(next.bytes())
              .whenComplete((index, failure) -> {
                if (failure == null) {
                  next.stage().complete(index);
                } else {
                  next.stage().completeExceptionally(failure);
                }
              });
    }
  }

  /** Appends that wait before the gate. */
  synchronized int held() {
    return held.size();
  }

  /** How often it was read from. */
  synchronized int reads() {
    return reads;
  }

  @Override
  public synchronized CompletionStage<Long> append(byte[] record) {
    if (!shut) {
      return log.append(record);
    }
    Held next = new Held(record, new CompletableFuture<>());
    held.add(next);
    return next.stage();
  }

  @Override
  public LogReader read(long fromIndex) throws LogException {
    synchronized (this) {
      reads++;
    }
    return log.read(fromIndex);
  }

  @Override
  public void start(LogListener receiver) {
    log.start(receiver);
  }

  @Override
  public CompletionStage<Void> readBarrier() {
    return log.readBarrier();
  }

  @Override
  public void saveSnapshot(long index, SnapshotWriter writer) throws LogException {
    log.saveSnapshot(index, writer);
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() throws LogException {
    return log.newestSnapshot();
  }

  @Override
  public void compact(long index) throws LogException {
    log.compact(index);
  }

  @Override
  public long firstIndex() {
    return log.firstIndex();
  }

  @Override
  public long lastIndex() {
    return log.lastIndex();
  }

  @Override
  public void close() {
    log.close();
  }
}
