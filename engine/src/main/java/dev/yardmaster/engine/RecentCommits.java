package dev.yardmaster.engine;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest commits, in a ring bounded by count and bytes, for those who follow live. The oldest
 * make room; whoever is slower reads the log.
 */
final class RecentCommits {
  private static final int MAX_TAKEN = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final @Nullable Commit[] ring;
  private final long maxBytes;
  private long first;
  private long next;
  private long bytes;
  private long end;
  private boolean closed;

  RecentCommits(int records, long maxBytes) {
    this.ring = new @Nullable Commit[records];
    this.maxBytes = maxBytes;
  }

  void add(Commit commit) {
    lock.lock();
    try {
      while (next - first == ring.length || (bytes + commit.bytes() > maxBytes && next > first)) {
        bytes -= at(first).bytes();
        ring[slot(first)] = null;
        first++;
      }
      ring[slot(next)] = commit;
      next++;
      bytes += commit.bytes();
      end = commit.end().value();
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to this position is older than what is kept here. */
  void jumpTo(long position) {
    lock.lock();
    try {
      while (first < next) {
        ring[slot(first)] = null;
        first++;
      }
      bytes = 0;
      end = position;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The position of the newest commit. */
  long end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds the next commits that end after the position to {@code taken}. False when they are no
   * longer here.
   */
  boolean take(long position, List<Commit> taken) {
    lock.lock();
    try {
      long oldest = first == next ? end : at(first).base().value();
      if (position < oldest) {
        return false;
      }
      long from = firstEndingAfter(position);
      for (long i = from; i < next && taken.size() < MAX_TAKEN; i++) {
        taken.add(at(i));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private long firstEndingAfter(long position) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (at(middle).end().value() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Waits until something ends after the position; false when closed. */
  boolean await(long position) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && end <= position) {
        grown.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Commit at(long i) {
    Commit commit = ring[slot(i)];
    if (commit == null) {
      throw new IllegalStateException("An empty slot within the ring");
    }
    return commit;
  }

  private int slot(long i) {
    return (int) (i % ring.length);
  }
}
