package dev.yardmaster.cli.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.utils.Signals;

/**
 * How far a person has asked a run to stop: not at all, to start nothing new, or to end at once.
 * Thread-safe.
 */
public final class Interrupts {
  /** What was asked for. */
  enum Wish {
    GO_ON,
    /** Nothing new is started; what runs may end. */
    DRAIN,
    /** What runs is ended too. */
    ABANDON
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Wish wish = Wish.GO_ON;

  /** Ctrl-C: once to drain, again to abandon. SIGTERM and SIGHUP: to drain. */
  public static Interrupts ofSignals() {
    Interrupts interrupts = new Interrupts();
    Signals.register("INT", interrupts::more);
    Signals.register("TERM", interrupts::drain);
    Signals.register("HUP", interrupts::drain);
    return interrupts;
  }

  /** One step further. */
  public void more() {
    set(wish() == Wish.GO_ON ? Wish.DRAIN : Wish.ABANDON);
  }

  void drain() {
    if (wish() == Wish.GO_ON) {
      set(Wish.DRAIN);
    }
  }

  private void set(Wish value) {
    lock.lock();
    try {
      wish = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Wish wish() {
    lock.lock();
    try {
      return wish;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, however long it takes, until it is time to end. */
  public void awaitDrain() throws InterruptedException {
    await(Wish.GO_ON);
  }

  /** Waits, however long it takes, until what runs is to be ended too. */
  public void awaitAbandon() throws InterruptedException {
    await(Wish.DRAIN);
  }

  private void await(Wish known) throws InterruptedException {
    lock.lock();
    try {
      while (wish.compareTo(known) <= 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until more is wished than was known, or the time is over; what is wished then. */
  Wish await(Wish known, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (wish.compareTo(known) <= 0 && left > 0) {
        boolean signalled = changed.await(left, TimeUnit.NANOSECONDS);
        left = signalled ? deadline - System.nanoTime() : 0;
      }
      return wish;
    } finally {
      lock.unlock();
    }
  }
}
