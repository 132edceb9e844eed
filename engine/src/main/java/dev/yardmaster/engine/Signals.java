package dev.yardmaster.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded hand-over from the log's thread to the driver; a log that is faster than its driver
 * waits.
 */
final class Signals {
  private static final int MAX_WAITING = 1_024;

  private final Runnable wakeDriver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private boolean closed;

  Signals(Runnable wakeDriver) {
    this.wakeDriver = wakeDriver;
  }

  /** Hands a signal over, waiting for room. */
  void post(Signal signal) {
    lock.lock();
    try {
      while (waiting.size() >= MAX_WAITING && !closed) {
        room.awaitUninterruptibly();
      }
      add(signal);
    } finally {
      lock.unlock();
    }
    wakeDriver.run();
  }

  /** Hands a signal over at once: for the driver itself, and for what a batch causes once. */
  void postNow(Signal signal) {
    lock.lock();
    try {
      add(signal);
    } finally {
      lock.unlock();
    }
    wakeDriver.run();
  }

  private void add(Signal signal) {
    if (!closed) {
      waiting.add(signal);
    }
  }

  void drainTo(Collection<Signal> received) {
    lock.lock();
    try {
      received.addAll(waiting);
      waiting.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Drops this and all later signals: nobody listens any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
