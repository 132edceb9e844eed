package dev.yardmaster.server.grpc;

import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages to one client, no faster than it reads: sending blocks the sending thread, which is one
 * of its own, while the client's window is full, and gives a client up that reads nothing for a
 * minute. Thread-safe.
 */
final class Flow<T> {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ServerCallStreamObserver<T> client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private boolean over;

  Flow(ServerCallStreamObserver<T> client) {
    this.client = client;
    client.setOnReadyHandler(this::signal);
  }

  private void signal() {
    lock.lock();
    try {
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a message.
   *
   * @throws CancellationException where the client is gone, or has not read for a minute
   */
  void send(T message) {
    lock.lock();
    try {
      awaitRoom();
      client.onNext(message);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns once the client's window is not full, or throws as {@link #send} does. Whoever takes
   * requests whose answers are {@linkplain #post posted} waits here before each.
   */
  void awaitRoom() {
    lock.lock();
    try {
      long left = PATIENCE_NANOS;
      while (!client.isReady() && !over && left > 0) {
        left = ready.awaitNanos(left);
      }
      if (over || left <= 0) {
        throw new CancellationException("The client does not read any more");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Closed while the client did not read");
    } finally {
      lock.unlock();
    }
  }

  /** Sends a message without waiting for room, where the number of such messages is bounded. */
  void post(T message) {
    lock.lock();
    try {
      if (!over) {
        client.onNext(message);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends a message if that needs no waiting; says whether it did. */
  boolean offer(T message) {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      boolean sent = !over && client.isReady();
      if (sent) {
        client.onNext(message);
      }
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /** The client is gone: nothing can be sent any more. */
  void cancelled() {
    lock.lock();
    try {
      over = true;
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void complete() {
    lock.lock();
    try {
      if (!over) {
        over = true;
        client.onCompleted();
      }
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void fail(StatusException why) {
    lock.lock();
    try {
      if (!over) {
        over = true;
        client.onError(why);
      }
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
