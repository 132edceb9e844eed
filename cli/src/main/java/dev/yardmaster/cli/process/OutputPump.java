package dev.yardmaster.cli.process;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that empties the output of all running attempts into their logs. It looks every 1
 * to 16 ms, and not at all while nothing runs; memory is one buffer.
 */
final class OutputPump implements AutoCloseable {
  private final Set<PumpedStream> streams = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("attempt-output").unstarted(this::run);
  private volatile boolean closed;

  void start() {
    thread.start();
  }

  void add(PumpedStream stream) {
    streams.add(stream);
    LockSupport.unpark(thread);
  }

  void remove(PumpedStream stream) {
    streams.remove(stream);
  }

  private void run() {
    byte[] buffer = new byte[64 * 1024];
    long pause = 1;
    while (!closed) {
      boolean moved = false;
      for (PumpedStream stream : streams) {
        try {
          moved |= stream.pump(buffer);
        } catch (IOException e) {
          // The log cannot be written: closing the pipe makes the writer fail instead of hang.
          remove(stream);
          try {
            stream.close();
          } catch (IOException again) {
            e.addSuppressed(again);
          }
          System.getLogger("dev.yardmaster.cli.process")
              .log(System.Logger.Level.ERROR, "An attempt's output could not be kept", e);
        }
      }
      if (streams.isEmpty()) {
        LockSupport.park(this);
        pause = 1;
      } else {
        pause = moved ? 1 : Math.min(16, pause * 2);
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(pause));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
