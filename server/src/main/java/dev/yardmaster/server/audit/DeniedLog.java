package dev.yardmaster.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Denied calls as lines of JSON (X10), written on a thread of its own, so that nobody who is
 * denied, and no thread that decides, waits for a disk. What does not fit is counted, and a line
 * says how many. Thread-safe.
 */
public final class DeniedLog implements AutoCloseable {
  static final int MAX_PER_SECOND = 100;

  private static final Logger LOG = LoggerFactory.getLogger(DeniedLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_WAITING = 1_000;
  private static final long CLOSE_SECONDS = 5;
  private static final Line END = new Line("", 0);

  /** What is written, and how many denials it tells of. */
  private record Line(String text, long denials) {}

  private final InstantSource clock;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable Thread writer;
  private long second;
  private int inSecond;
  private long dropped;
  private boolean closed;

  /** In a folder that is made when the first line is; null writes nothing. */
  public DeniedLog(@Nullable Path folder) {
    this(folder, InstantSource.system(), DeniedFiles.MAX_BYTES);
  }

  DeniedLog(@Nullable Path folder, InstantSource clock, long maxBytesPerFile) {
    this.clock = clock;
    this.writer =
        folder == null
            ? null
            : Thread.ofPlatform()
                .name("yardmaster-denied")
                .daemon()
                .start(() -> write(new DeniedFiles(folder, maxBytesPerFile)));
  }

  /** Writes a denial down, unless there are too many. */
  public void denied(Denial denial) {
    if (writer == null) {
      return;
    }
    Instant now = clock.instant();
    lock.lock();
    try {
      if (now.getEpochSecond() != second) {
        second = now.getEpochSecond();
        inSecond = 0;
        tellDropped(now);
      }
      boolean fits =
          !closed && inSecond < MAX_PER_SECOND && waiting.offer(new Line(line(now, denial), 1));
      inSecond += fits ? 1 : 0;
      dropped += fits ? 0 : 1;
    } finally {
      lock.unlock();
    }
  }

  private void tellDropped(Instant now) {
    if (dropped > 0 && waiting.offer(new Line(dropped(now, dropped), dropped))) {
      inSecond++;
      dropped = 0;
    }
  }

  private static String line(Instant time, Denial denial) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", time.toString());
    line.put("principal", denial.principal());
    line.put("remote", denial.remote());
    line.put("operation", denial.operation());
    line.put("workspace", denial.workspace());
    line.put("code", "DENIED");
    return JSON.writeValueAsString(line);
  }

  private static String dropped(Instant time, long count) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", time.toString());
    line.put("dropped", count);
    return JSON.writeValueAsString(line);
  }

  private void write(DeniedFiles files) {
    boolean failing = false;
    try (files) {
      for (Line line = waiting.take(); !line.equals(END); line = waiting.take()) {
        try {
          files.write(line.text());
          failing = false;
        } catch (IOException e) {
          count(line.denials());
          if (!failing) {
            LOG.warn("Denied calls cannot be written down; they are counted until they can", e);
          }
          failing = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("The file of denied calls could not be closed; its last lines may be missing", e);
    }
  }

  /** How many denials were not written and are not told of yet. */
  long lost() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private void count(long lost) {
    lock.lock();
    try {
      dropped += lost;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, and how many were dropped; what is denied afterwards is not written. */
  @Override
  public void close() {
    Thread thread = writer;
    if (thread == null) {
      return;
    }
    lock.lock();
    try {
      tellDropped(clock.instant());
      closed = true;
    } finally {
      lock.unlock();
    }
    try {
      if (!waiting.offer(END, CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.interrupt();
      }
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
    }
  }
}
