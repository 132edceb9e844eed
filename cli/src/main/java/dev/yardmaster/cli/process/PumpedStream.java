package dev.yardmaster.cli.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The reading end of one FIFO and the log it fills. Never blocks: reads only what is there. The
 * FIFO is opened for reading and writing, so that opening waits for nobody and no writer gets EPIPE
 * while this is open.
 */
final class PumpedStream implements AutoCloseable {
  /** Bytes taken in one visit, so that one flood cannot starve the others. */
  private static final int VISIT = 1 << 20;

  private final RandomAccessFile fifo;
  private final FileInputStream in;
  private final BoundedLog log;
  private boolean open = true;

  PumpedStream(Path path, BoundedLog log) throws IOException {
    if (!Posix.makeFifo(path)) {
      throw new AttemptStartException(
          "Expected to make the FIFO " + path + ", but could not; is the folder writable?");
    }
    try {
      this.fifo = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    this.in = new FileInputStream(fifo.getFD());
    this.log = log;
  }

  /** Moves what is waiting, at most one visit's worth; returns whether there was anything. */
  synchronized boolean pump(byte[] buffer) throws IOException {
    int moved = 0;
    while (open && moved < VISIT) {
      int n = Math.min(in.available(), buffer.length);
      if (n <= 0) {
        break;
      }
      n = in.read(buffer, 0, n);
      log.append(buffer, n);
      moved += n;
    }
    return moved > 0;
  }

  /** Takes a last visit's worth (a pipe holds far less) and lets later writers fail. */
  @Override
  @SuppressWarnings("try") // Both are named to be closed, in this order, whatever pump() does.
  public synchronized void close() throws IOException {
    if (!open) {
      return;
    }
    try (RandomAccessFile end = fifo;
        BoundedLog last = log) {
      pump(new byte[8192]);
      open = false;
    }
  }
}
