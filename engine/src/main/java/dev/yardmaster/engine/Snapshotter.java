package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.SnapshotWriter;
import dev.yardmaster.protocol.log.SnapshotChunks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes snapshots beside the driver, on a thread of its own, by replaying the newest snapshot and
 * the log's tail into a second state (docs/adr/0003): the driver never stands still for it, and
 * every snapshot proves that replay leads where the live state went (S4).
 */
final class Snapshotter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  private final CommandLog log;
  private final Supplier<Machine> machines;
  private final SnapshotOptions options;
  private final EventStream stream;
  private final Duration eventsKeptFor;
  private final long eventsKeptBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private long recordsSince;
  private long bytesSince;

  /** What the newest snapshot of this process took; 0 for none. */
  private long lastBytes;

  private boolean closed;
  private volatile @Nullable String failure;
  private volatile LogPosition lastPosition = new LogPosition(0);

  Snapshotter(
      CommandLog log, Supplier<Machine> machines, EventStream stream, EngineOptions options) {
    this.log = log;
    this.machines = machines;
    this.stream = stream;
    this.options = options.snapshots();
    this.eventsKeptFor = options.events().keptFor();
    this.eventsKeptBytes = options.events().keptBytes();
    this.thread =
        Thread.ofPlatform().name("yardmaster-snapshots").daemon(true).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Counts what a snapshot would save; on the driver's thread. */
  void committed(Commit commit) {
    lock.lock();
    try {
      recordsSince++;
      bytesSince += commit.bytes();
      if (isDue()) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Never before as much log has come as a snapshot takes: it is written whole each time. */
  private boolean isDue() {
    boolean grown = recordsSince >= options.everyRecords() || bytesSince >= options.everyBytes();
    return grown && bytesSince >= lastBytes;
  }

  private void run() {
    while (awaitDue()) {
      try {
        make();
      } catch (LogException | RuntimeException e) {
        LOG.error(
            "No snapshot could be made ({}); the log keeps everything, trying again after as much"
                + " again",
            e.getMessage(),
            e);
      }
    }
  }

  private boolean awaitDue() {
    lock.lock();
    try {
      while (!closed && !isDue()) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a snapshot of everything committed now, and drops what it and retention make needless.
   */
  synchronized void make() throws LogException {
    try {
      makeNow();
      failure = null;
    } catch (LogException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      throw e;
    }
  }

  /** Why the last one could not be made, or null. */
  @Nullable String failure() {
    return failure;
  }

  /** Of the newest one made or read since the start; 0 for none. */
  LogPosition lastPosition() {
    return lastPosition;
  }

  /** The state was read from a snapshot of this position. */
  void restored(LogPosition position) {
    lastPosition = position;
  }

  private void makeNow() throws LogException {
    lock.lock();
    try {
      recordsSince = 0;
      bytesSince = 0;
    } finally {
      lock.unlock();
    }
    Rebuild rebuild = new Rebuild(machines.get());
    rebuild.run(log, Rebuild.Follower.NOBODY, index -> {});
    long index = rebuild.index();
    if (index == 0) {
      return;
    }
    AtomicLong written = new AtomicLong();
    log.saveSnapshot(
        index,
        sink ->
            write(
                rebuild.machine(),
                chunk -> {
                  written.addAndGet(chunk.length);
                  sink.add(chunk);
                }));
    lock.lock();
    try {
      lastBytes = written.get();
    } finally {
      lock.unlock();
    }
    lastPosition = rebuild.machine().position();
    LOG.info("Made a snapshot of position {}", lastPosition);
    PositionIndex positions = stream.positions();
    long keptFrom = System.currentTimeMillis() - eventsKeptFor.toMillis();
    log.compact(Math.min(index, positions.droppable(keptFrom, eventsKeptBytes)));
    positions.dropUpTo(log.firstIndex());
  }

  private static void write(Machine machine, SnapshotWriter.ChunkSink sink) throws LogException {
    // The state hands entries to a plain consumer; what the sink throws travels through it whole.
    SnapshotChunks chunks =
        new SnapshotChunks(chunk -> {
          try {
            sink.add(chunk);
          } catch (LogException e) {
            throw new SinkFailure(e);
          }
        });
    try {
      machine.snapshot(chunks::add);
      chunks.finish();
    } catch (SinkFailure e) {
      throw e.failure;
    }
  }

  /** Carries a sink's failure through the state's consumer. */
  private static final class SinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final LogException failure;

    SinkFailure(LogException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Ends the thread; makes a last snapshot where that saves more than it costs. */
  @Override
  public void close() {
    boolean worthWhile;
    lock.lock();
    try {
      closed = true;
      worthWhile = recordsSince >= options.atCloseFrom() && recordsSince <= options.atCloseUpTo();
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (worthWhile) {
      try {
        make();
      } catch (LogException | RuntimeException e) {
        LOG.warn("No snapshot was made at the end; the log keeps everything", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
