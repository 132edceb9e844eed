package dev.yardmaster.engine.log;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A snapshot file: header, chunks, footer, each with a checksum chained to the one before.
 *
 * <p>Header: magic, version, log id, index, checksum. Chunk: length, checksum, bytes. Footer: -1,
 * the number of chunks, checksum; the file ends there.
 */
final class SnapshotFile {
  private static final long MAGIC = 0x59415244_534e4150L;
  private static final int HEADER_BYTES = 8 + 4 + LogId.BYTES + 8 + 4;
  private static final int FOOTER_MARK = -1;
  private static final int BUFFER_BYTES = 256 << 10;

  private SnapshotFile() {}

  /** Writes and forces a whole snapshot file. */
  static void write(LogFile file, LogId id, long index, SnapshotWriter writer)
      throws IOException, LogException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(FormatFile.VERSION);
    id.writeTo(header);
    header.putLong(index);
    int headerCrc = id.checksum(header.slice(0, HEADER_BYTES - 4));
    header.putInt(headerCrc);
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutput(file), BUFFER_BYTES)); // closed with the file
    out.write(header.array());
    Chain chain = new Chain(headerCrc);
    long[] count = {0};
    writer.writeTo(chunk -> {
      if (chunk.length > CommandLog.MAX_RECORD_BYTES) {
        throw new IllegalArgumentException(
            "Expected a chunk of at most %d bytes, got %d"
                .formatted(CommandLog.MAX_RECORD_BYTES, chunk.length));
      }
      try {
        out.writeInt(chunk.length);
        out.writeInt(chain.next(chunk.length, chunk));
        out.write(chunk);
      } catch (IOException e) {
        throw Snapshots.notStored(index, e);
      }
      count[0]++;
    });
    out.writeInt(FOOTER_MARK);
    out.writeLong(count[0]);
    out.writeInt(chain.next(FOOTER_MARK, ByteBuffer.allocate(8).putLong(count[0]).array()));
    out.flush();
    file.force();
  }

  /** Opens a snapshot file and checks its header; takes the file over. */
  static LogSnapshot read(LogFile file, String path, LogId id, long index) throws LogException {
    try {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(new FileInput(file), BUFFER_BYTES));
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
      int crc =
          header.capacity() < HEADER_BYTES ? 0 : id.checksum(header.slice(0, HEADER_BYTES - 4));
      if (header.capacity() < HEADER_BYTES
          || crc != header.getInt(HEADER_BYTES - 4)
          || header.getLong(0) != MAGIC
          || header.getLong(HEADER_BYTES - 12) != index) {
        throw LogException.damaged(
            path, "its header (offset 0 to 39) is not that of snapshot " + index + " of log " + id);
      }
      return new Chunks(file, path, in, index, new Chain(crc));
    } catch (IOException e) {
      closeQuietly(file, e);
      throw LogException.readFailed(path, e);
    } catch (LogException e) {
      closeQuietly(file, e);
      throw e;
    }
  }

  private static void closeQuietly(LogFile file, Exception cause) {
    try {
      file.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The running checksum. */
  private static final class Chain {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer prefix = ByteBuffer.allocate(8);
    private int value;

    Chain(int value) {
      this.value = value;
    }

    int next(int length, byte[] bytes) {
      crc.reset();
      crc.update(prefix.clear().putInt(value).putInt(length).flip());
      crc.update(bytes);
      value = (int) crc.getValue();
      return value;
    }
  }

  /** The chunks of an open snapshot file. */
  private static final class Chunks implements LogSnapshot {
    private final LogFile file;
    private final String path;
    private final DataInputStream in;
    private final long index;
    private final Chain chain;
    private long offset = HEADER_BYTES;
    private long count;
    private boolean ended;

    Chunks(LogFile file, String path, DataInputStream in, long index, Chain chain) {
      this.file = file;
      this.path = path;
      this.in = in;
      this.index = index;
      this.chain = chain;
    }

    @Override
    public long index() {
      return index;
    }

    @Override
    public Optional<byte[]> next() throws LogException {
      if (ended) {
        return Optional.empty();
      }
      try {
        int length = in.readInt();
        if (length == FOOTER_MARK) {
          readFooter();
          return Optional.empty();
        }
        if (length < 0 || length > CommandLog.MAX_RECORD_BYTES) {
          throw damaged("a chunk has the impossible length " + length);
        }
        int crc = in.readInt();
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length || crc != chain.next(length, chunk)) {
          throw damaged("the checksum of a chunk does not match");
        }
        offset += 8 + length;
        count++;
        return Optional.of(chunk);
      } catch (EOFException e) {
        throw damaged("it ends too early");
      } catch (IOException e) {
        throw LogException.readFailed(path, e);
      }
    }

    private void readFooter() throws IOException, LogException {
      long expected = in.readLong();
      int crc = in.readInt();
      if (crc != chain.next(FOOTER_MARK, ByteBuffer.allocate(8).putLong(expected).array())
          || expected != count
          || in.read() >= 0) {
        throw damaged("its footer does not match the %d chunks before it".formatted(count));
      }
      ended = true;
    }

    private LogException damaged(String problem) {
      return LogException.damaged(path, "at offset " + offset + " " + problem);
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        // A file opened for reading has nothing to lose.
        ended = true;
      }
    }
  }
}
