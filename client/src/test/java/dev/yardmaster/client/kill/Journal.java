package dev.yardmaster.client.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one process was told, one fact per line, in the order it was told. A line is handed to the
 * operating system before {@link #write} returns, so it outlives the process that is killed, though
 * not the machine.
 */
final class Journal implements AutoCloseable {
  private final FileChannel file;
  private final ReentrantLock order = new ReentrantLock();
  private final Map<Class<? extends Fact>, LongAdder> written = new ConcurrentHashMap<>();

  private Journal(FileChannel file) {
    this.file = file;
  }

  static Journal create(Path path) throws IOException {
    return new Journal(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** The complete lines of a journal; the last may have been cut by the kill. */
  static List<Fact> read(Path path) throws IOException {
    List<Fact> facts = new ArrayList<>();
    if (Files.exists(path)) {
      String text = Files.readString(path);
      text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Fact::parse).forEach(facts::add);
    }
    return facts;
  }

  void write(Fact fact) {
    ByteBuffer line = ByteBuffer.wrap((fact.line() + "\n").getBytes(StandardCharsets.UTF_8));
    order.lock();
    try {
      while (line.hasRemaining()) {
        file.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      order.unlock();
    }
    written.computeIfAbsent(fact.getClass(), kind -> new LongAdder()).increment();
  }

  /** So many facts of a kind were written. */
  long written(Class<? extends Fact> kind) {
    LongAdder count = written.get(kind);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
