package dev.yardmaster.server.gateway;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.RepeatKey;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.api.Speaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what a call is known when it is sent again: the number in {@code yardmaster-request}, or the
 * name in {@code idempotency-key} with a hash of what is asked for.
 */
public final class RequestKeys {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,18})/(\\d{1,18})/(\\d{1,18})");

  private RequestKeys() {}

  /**
   * Reads the number; null for none.
   *
   * @throws IllegalArgumentException for anything but three numbers with slashes between
   */
  public static @Nullable RequestKey read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher numbers = NUMBERS.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException(
          "Expected SESSION/SEQUENCE/LOWEST in yardmaster-request, each a number, got another text");
    }
    return new RequestKey(
        Long.parseLong(numbers.group(1)),
        Long.parseLong(numbers.group(2)),
        Long.parseLong(numbers.group(3)));
  }

  /** By what a call is known; null when it is not. */
  static @Nullable RepeatKey of(
      String method, Message request, @Nullable Speaker speaker, CallContext context) {
    String name = context.idempotencyKey();
    return name == null
        ? context.key()
        : new IdempotencyKey(name, content(method, request, speaker));
  }

  /**
   * The first 64 bits of the SHA-256 of what is asked for. Whose handle the call shows is part of
   * it, as it fills in what the request leaves out; under which session is not, as an agent that
   * joined again may ask what became of its request.
   */
  private static long content(String method, Message request, @Nullable Speaker speaker) {
    MessageDigest digest = sha256();
    digest.update(text(method));
    digest.update(text(speaker == null ? "" : speaker.agent().value()));
    digest.update(bytes(request));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static byte[] text(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** With the entries of maps in order, whatever order they came in. */
  private static byte[] bytes(Message request) {
    byte[] bytes = new byte[request.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      request.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
