package dev.yardmaster.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts arrivals of mail, so that who looked before an arrival does not miss it. */
final class MailSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private long arrivals;

  void arrived() {
    lock.lock();
    try {
      arrivals++;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long arrivals() {
    lock.lock();
    try {
      return arrivals;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there were more arrivals than that, or the time is over. */
  void await(long seen, long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (arrivals <= seen && left > 0) {
        left = more.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
