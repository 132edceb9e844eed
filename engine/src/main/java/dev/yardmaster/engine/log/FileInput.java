package dev.yardmaster.engine.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream that reads a log file from its beginning; wants a buffer in front. */
final class FileInput extends InputStream {
  private final LogFile file;
  private long offset;

  FileInput(LogFile file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = file.read(ByteBuffer.wrap(bytes, start, length), offset);
    offset += read;
    return read == 0 ? -1 : read;
  }
}
