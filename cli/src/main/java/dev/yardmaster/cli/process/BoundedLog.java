package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One stream's file: the first half and the last half of the limit, with a line between that says
 * how many bytes were dropped. At no time larger than 1.5 times the limit plus that line, and
 * readable in order at every moment. Made at the first byte. Used by one thread at a time.
 */
final class BoundedLog implements AutoCloseable {
  private final Path path;
  private final int half;
  private @Nullable RandomAccessFile file;
  private long total;
  private long dropped;

  BoundedLog(Path path, int limit) {
    this.path = path;
    this.half = limit / 2;
  }

  void append(byte[] bytes, int length) throws IOException {
    RandomAccessFile out = file;
    if (out == null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      out = new RandomAccessFile(path.toFile(), "rw");
      out.setLength(0);
      file = out;
    }
    int offset = 0;
    while (offset < length) {
      long room = 3L * half + (dropped > 0 ? marker(dropped).length : 0) - out.length();
      if (room <= 0) {
        compact(out);
        continue;
      }
      int n = (int) Math.min(room, length - offset);
      out.write(bytes, offset, n);
      offset += n;
      total += n;
    }
  }

  /** Leaves head, marker and the last half; the marker's width never changes. */
  private void compact(RandomAccessFile out) throws IOException {
    byte[] tail = new byte[half];
    out.seek(out.length() - half);
    out.readFully(tail);
    dropped = total - 2L * half;
    out.seek(half);
    out.write(marker(dropped));
    out.write(tail);
    out.setLength(out.getFilePointer());
  }

  static byte[] marker(long dropped) {
    return String.format(Locale.ROOT, "%n[yardmaster: %019d bytes dropped here]%n", dropped)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    try (RandomAccessFile out = file) {
      if (out != null && total > 2L * half) {
        compact(out);
      }
    }
  }
}
