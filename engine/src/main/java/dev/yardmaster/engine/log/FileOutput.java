package dev.yardmaster.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A stream that writes a log file from its beginning; wants a buffer in front. */
final class FileOutput extends OutputStream {
  private final LogFile file;
  private long offset;

  FileOutput(LogFile file) {
    this.file = file;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    file.write(ByteBuffer.wrap(bytes, start, length), offset);
    offset += length;
  }
}
