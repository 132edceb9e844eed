package dev.yardmaster.engine.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The bounded hand-over of appends from any thread to a log's one thread. */
final class AppendQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private final int maxWaiting;
  private @Nullable LogException refusal =
      new LogException(LogException.Kind.NOT_LEADER, "The log is not started; start it first");
  private boolean closing;

  AppendQueue(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /** One append waiting for its commit; completes with its index. */
  static final class Pending extends CompletableFuture<Long> {
    private final byte[] record;

    Pending(byte[] record) {
      this.record = record;
    }

    byte[] record() {
      return record;
    }
  }

  CompletionStage<Long> add(byte[] record) {
    if (record.length > CommandLog.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "Expected a record of at most %d bytes, got %d"
              .formatted(CommandLog.MAX_RECORD_BYTES, record.length));
    }
    lock.lock();
    try {
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      if (waiting.size() >= maxWaiting) {
        return CompletableFuture.failedFuture(
            new LogException(
                LogException.Kind.BUSY,
                "Expected at most %d appends waiting; append again when some have completed"
                    .formatted(maxWaiting)));
      }
      Pending pending = new Pending(record);
      waiting.add(pending);
      if (waiting.size() == 1) {
        changed.signal();
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves waiting appends into a group, at least one if there is any, waiting that long for it.
   * Returns false when the queue is closed and drained.
   */
  boolean drain(List<Pending> group, int maxRecords, int maxBytes, long waitNanos) {
    lock.lock();
    try {
      long left = waitNanos;
      while (waiting.isEmpty() && !closing && left > 0) {
        left = changed.awaitNanos(left);
      }
      int bytes = 0;
      Pending next = waiting.peek();
      while (next != null && group.size() < maxRecords) {
        bytes += Frame.RECORD_HEADER_BYTES + next.record().length;
        if (bytes > maxBytes && !group.isEmpty()) {
          break;
        }
        group.add(next);
        waiting.remove();
        next = waiting.peek();
      }
      return !closing || !group.isEmpty();
    } catch (InterruptedException e) {
      // The log's thread belongs to the log: nobody may interrupt it. Its next turn goes on.
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Accepts appends from now on, unless closed meanwhile. */
  void open() {
    lock.lock();
    try {
      if (!closing) {
        refusal = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses later appends for this reason and hands out those waiting. */
  List<Pending> refuse(LogException reason) {
    lock.lock();
    try {
      refusal = reason;
      List<Pending> refused = new ArrayList<>(waiting);
      waiting.clear();
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses later appends as CLOSED; those waiting can still be drained. */
  void close() {
    lock.lock();
    try {
      if (!closing) {
        closing = true;
        refusal = new LogException(LogException.Kind.CLOSED, "The log is closed; open it again");
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why appends are refused now, or null. */
  @Nullable LogException refusal() {
    lock.lock();
    try {
      return refusal;
    } finally {
      lock.unlock();
    }
  }
}
