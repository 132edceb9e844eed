package dev.yardmaster.server.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code denied.log} and the files it became when it was full, {@code denied.1.log} the youngest of
 * them; the oldest makes room. Owned by one thread.
 */
final class DeniedFiles implements AutoCloseable {
  static final int MAX_FILES = 10;
  static final long MAX_BYTES = 10L * 1024 * 1024;

  private final Path folder;
  private final long maxBytes;
  private @Nullable OutputStream out;
  private long bytes;

  DeniedFiles(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /** Adds a line; after a failure the next one opens the file again. */
  void write(String line) throws IOException {
    byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      OutputStream to = out == null ? open() : out;
      if (bytes > 0 && bytes + text.length > maxBytes) {
        close();
        shift();
        to = open();
      }
      to.write(text);
      bytes += text.length;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private OutputStream open() throws IOException {
    Files.createDirectories(folder);
    OutputStream opened =
        Files.newOutputStream(file(0), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    out = opened;
    bytes = Files.size(file(0));
    return opened;
  }

  private void shift() throws IOException {
    for (int i = MAX_FILES - 2; i >= 0; i--) {
      if (Files.exists(file(i))) {
        Files.move(file(i), file(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path file(int age) {
    return folder.resolve(age == 0 ? "denied.log" : "denied." + age + ".log");
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
