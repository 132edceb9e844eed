package dev.yardmaster.engine.log;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The random identity of one log folder, 16 bytes; every checksum in the folder begins with it.
 *
 * <p>So a file of another log fails its checksum here, and no record, whatever its bytes, can look
 * like a frame to somebody who does not know the id.
 */
final class LogId {
  static final int BYTES = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private LogId(byte[] bytes) {
    this.bytes = bytes;
  }

  static LogId random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new LogId(bytes);
  }

  static LogId parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("Expected " + BYTES + " bytes, got " + bytes.length);
    }
    return new LogId(bytes);
  }

  /** Reads the id from the source's next bytes. */
  static LogId read(ByteBuffer source) {
    byte[] bytes = new byte[BYTES];
    source.get(bytes);
    return new LogId(bytes);
  }

  void writeTo(ByteBuffer target) {
    target.put(bytes);
  }

  /** Begins a checksum. */
  void seed(CRC32C crc) {
    crc.reset();
    crc.update(bytes, 0, BYTES);
  }

  /** The checksum of this id followed by the bytes between position and limit. */
  int checksum(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    seed(crc);
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
