package dev.yardmaster.cli.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that looks at the sizes of running attempts' files, every 100 ms, and ends the
 * attempts that run away. Not on the way of any attempt's start or end.
 */
final class OutputWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;

  private final Set<AttemptProcess> running = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("output-watch").unstarted(this::watch);

  void start() {
    thread.start();
  }

  void add(AttemptProcess attempt) {
    running.add(attempt);
  }

  void remove(AttemptProcess attempt) {
    running.remove(attempt);
  }

  Set<AttemptProcess> running() {
    return Set.copyOf(running);
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
        running.forEach(AttemptProcess::endIfOutputExceeds);
      }
    } catch (InterruptedException closed) {
      // The way close() ends this thread.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
