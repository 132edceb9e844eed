package dev.yardmaster.core.machine;

import dev.yardmaster.core.identity.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Opaque bytes with a content type: a task's input or result. Immutable; compared by content. */
public final class Payload {
  public static final Payload EMPTY = new Payload(new byte[0], "");

  /** Most bytes of one payload (R20). */
  public static final int MAX_BYTES = 1 << 20;

  private final byte[] bytes;
  private final String contentType;

  private Payload(byte[] bytes, String contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  public static Payload of(byte[] bytes, String contentType) {
    Text.checkShort("the content type", contentType);
    return bytes.length == 0 && contentType.isEmpty()
        ? EMPTY
        : new Payload(bytes.clone(), contentType);
  }

  public static Payload text(String text) {
    return new Payload(text.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  public static Payload json(String json) {
    return new Payload(json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  public String contentType() {
    return contentType;
  }

  /** The bytes read as UTF-8. */
  public String asText() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A content hash that is the same on every JVM; eight bytes a step. */
  public long hash() {
    long hash = Hashing.fold(bytes.length, contentType);
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = Hashing.fold(hash, half(at) | half(at + Integer.BYTES) << 32);
    }
    for (; at < bytes.length; at++) {
      hash = Hashing.fold(hash, bytes[at]);
    }
    return hash;
  }

  private long half(int at) {
    return (bytes[at] & 0xffL)
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && Arrays.equals(bytes, that.bytes)
        && contentType.equals(that.contentType);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return size() + " bytes of " + (contentType.isEmpty() ? "no type" : contentType);
  }
}
