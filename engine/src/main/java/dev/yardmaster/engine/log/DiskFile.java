package dev.yardmaster.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file on a real disk. */
final class DiskFile implements LogFile {
  private final FileChannel channel;

  DiskFile(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int read = channel.read(target, offset + total);
      if (read < 0) {
        break;
      }
      total += read;
    }
    return total;
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    long position = offset;
    try {
      while (source.hasRemaining()) {
        position += channel.write(source, position);
      }
    } catch (IOException e) {
      throw saysFull(e.getMessage()) ? full(e) : e;
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static StorageFullException full(IOException cause) {
    StorageFullException full = new StorageFullException(String.valueOf(cause.getMessage()));
    full.initCause(cause);
    return full;
  }

  /** The JDK has no type for ENOSPC and EDQUOT; their texts on Linux, macOS and Windows. */
  static boolean saysFull(@Nullable String message) {
    if (message == null) {
      return false;
    }
    String text = message.toLowerCase(Locale.ROOT);
    return text.contains("no space left")
        || text.contains("quota exceeded")
        || text.contains("not enough space");
  }
}
