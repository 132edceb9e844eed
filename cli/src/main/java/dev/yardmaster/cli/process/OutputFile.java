package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One stream's file, which the command itself appends to; cut to its limit after the end. */
final class OutputFile {
  private OutputFile() {}

  /** Makes it empty, with its folder. */
  static void create(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Files.newOutputStream(path).close();
  }

  static long size(Path path) {
    // Zero when the command itself removed it, which is its right.
    return path.toFile().length();
  }

  /** Leaves the first and the last half of the limit, and between them a line on what is gone. */
  static void cut(Path path, int limit) throws IOException {
    if (size(path) <= limit) {
      return;
    }
    int half = limit / 2;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] tail = new byte[half];
      file.seek(file.length() - half);
      file.readFully(tail);
      byte[] marker = marker(file.length() - 2L * half);
      file.seek(half);
      file.write(marker);
      file.write(tail);
      file.setLength(file.getFilePointer());
    }
  }

  static byte[] marker(long dropped) {
    return String.format(Locale.ROOT, "\n[yardmaster: %d bytes dropped here]\n", dropped)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
