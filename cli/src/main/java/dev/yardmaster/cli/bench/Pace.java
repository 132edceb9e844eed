package dev.yardmaster.cli.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Begins operations, each at its time by the rate, whether or not earlier ones are over (open
 * loop): one that is late was to begin when it was to, and its latency counts from then. No more
 * than a bound are open at once; where that is reached the load is not kept, which is told.
 */
final class Pace {
  /** How often it looks whether it was stopped. */
  private static final long LOOK_MILLIS = 20;

  private final Shape shape;
  private final long startNanos;
  private final Window window;
  private final Semaphore room;
  private volatile boolean stopped;
  private long begun;
  private long held;
  private long latestNanos;

  /** What is begun, on a virtual thread of its own; its end is told by {@link #over}. */
  @FunctionalInterface
  interface Operation {
    void begin(long number, long intendedNanos);
  }

  /**
   * How the load was kept.
   *
   * @param due operations by the rate; without one, those that were begun
   * @param begun operations
   * @param held those that found no room at their time
   * @param latestNanos the longest that one began after its time, or waited in vain
   */
  record Kept(long due, long begun, long held, long latestNanos) {
    boolean isWhole() {
      return held == 0 && begun >= due;
    }
  }

  Pace(Shape shape) {
    this.shape = shape;
    this.startNanos = System.nanoTime();
    long begin = startNanos + shape.warmUp().toNanos();
    this.window = new Window(begin, begin + shape.length().toNanos());
    this.room = new Semaphore(shape.outstanding());
  }

  Window window() {
    return window;
  }

  /** Begins no more. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** One operation is over. */
  void over() {
    room.release();
  }

  /** Waits until all that was begun is over; false when nothing more is for too long. */
  boolean awaitAll() throws InterruptedException {
    boolean goingOn = true;
    for (int entered = 0; goingOn && entered < shape.outstanding(); entered++) {
      goingOn = room.tryAcquire(shape.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
    return goingOn;
  }

  /** Begins operations until the window is over, and tells how that went. */
  Kept run(Operation operation) throws InterruptedException {
    boolean goingOn = true;
    while (goingOn) {
      goingOn = shape.isOpen() ? beginDue(operation) : beginNext(operation);
    }
    long due = shape.isOpen() && !stopped ? (long) Math.ceil(windowEnd() * perNano()) : begun;
    return new Kept(due, begun, held, latestNanos);
  }

  private double perNano() {
    return shape.rate() / TimeUnit.SECONDS.toNanos(1);
  }

  private long windowEnd() {
    return window.endNanos() - startNanos;
  }

  /** Begins the next operation at its time, or as soon after it as there is room. */
  private boolean beginDue(Operation operation) throws InterruptedException {
    long intended = startNanos + (long) (begun / perNano());
    if (intended - window.endNanos() >= 0 || !sleepUntil(intended)) {
      return false;
    }
    boolean entered = room.tryAcquire();
    if (!entered) {
      held++;
      entered = enter();
    }
    latestNanos = Math.max(latestNanos, System.nanoTime() - intended);
    if (entered) {
      begin(operation, begun++, intended);
    }
    return entered;
  }

  /** Begins the next operation when there is room, which is its time. */
  private boolean beginNext(Operation operation) throws InterruptedException {
    boolean entered = enter();
    if (entered) {
      begin(operation, begun++, System.nanoTime());
    }
    return entered;
  }

  private static void begin(Operation operation, long number, long intended) {
    Thread.ofVirtual().name("bench").start(() -> operation.begin(number, intended));
  }

  private boolean sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    while (left > 0 && !stopped) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = nanos - System.nanoTime();
    }
    return !stopped;
  }

  /** Waits for room; false when the time is over first. */
  private boolean enter() throws InterruptedException {
    while (!stopped && System.nanoTime() - window.endNanos() < 0) {
      if (room.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }
}
