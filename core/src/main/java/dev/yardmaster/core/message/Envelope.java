package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Payload;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a message says (R60): everything but its id, its sender and whom it is for.
 *
 * @param priority 0-9, higher first
 * @param ttlMillis state time after which it is no longer delivered; 0 is never
 * @param headers passed on as they are, a trace context among them
 */
public record Envelope(
    String type,
    Payload payload,
    int priority,
    long ttlMillis,
    Conversation conversation,
    SortedMap<String, String> headers) {
  /** What it answers or begins: a correlation id ("" for none), and who wants the reply. */
  public record Conversation(String correlationId, @Nullable AgentId replyTo) {
    public static final Conversation NONE = new Conversation("", null);

    public Conversation {
      Text.checkShort("the correlation id", correlationId);
    }
  }

  public Envelope {
    Text.checkShort("the type of a message", type);
    if (payload.size() > MailLimits.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "Expected a payload of at most %d bytes, got %d; put it elsewhere and send a reference"
              .formatted(MailLimits.MAX_PAYLOAD_BYTES, payload.size()));
    }
    if (priority < 0 || priority > MailLimits.MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "Expected a priority of 0 to %d, got %d".formatted(MailLimits.MAX_PRIORITY, priority));
    }
    if (ttlMillis < 0 || ttlMillis > MailLimits.MAX_TTL_MILLIS) {
      throw new IllegalArgumentException(
          "Expected a time to live of 0 to %d ms, got %d"
              .formatted(MailLimits.MAX_TTL_MILLIS, ttlMillis));
    }
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    if (headers.size() > MailLimits.MAX_HEADERS) {
      throw new IllegalArgumentException(
          "Expected at most %d headers, got %d; put the rest into the payload"
              .formatted(MailLimits.MAX_HEADERS, headers.size()));
    }
    headers.forEach(Envelope::checkHeader);
  }

  private static void checkHeader(String name, String value) {
    Text.checkShort("the name of a header", name);
    Text.check("a header", value);
    if (value.length() > MailLimits.MAX_HEADER_VALUE) {
      throw new IllegalArgumentException(
          "Expected header %s of at most %d characters, got %d; put it into the payload"
              .formatted(name, MailLimits.MAX_HEADER_VALUE, value.length()));
    }
  }

  /** A plain message, with a middle priority and no end. */
  public static Envelope of(String type, Payload payload) {
    return new Envelope(type, payload, 4, 0, Conversation.NONE, Collections.emptySortedMap());
  }

  public Envelope priority(int value) {
    return new Envelope(type, payload, value, ttlMillis, conversation, headers);
  }

  public Envelope ttlMillis(long value) {
    return new Envelope(type, payload, priority, value, conversation, headers);
  }

  public Envelope conversation(Conversation value) {
    return new Envelope(type, payload, priority, ttlMillis, value, headers);
  }

  public Envelope headers(SortedMap<String, String> value) {
    return new Envelope(type, payload, priority, ttlMillis, conversation, value);
  }

  /** What counts against the bounds of mailboxes and workspace: the payload and all texts. */
  public int size() {
    int size = payload.size() + payload.contentType().length() + type.length();
    size += conversation.correlationId().length();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    return size;
  }

  /** The same on every JVM. */
  long hash() {
    long h = Hashing.fold(payload.hash(), type);
    h = Hashing.fold(h, priority);
    h = Hashing.fold(h, ttlMillis);
    h = Hashing.fold(h, conversation.correlationId());
    AgentId replyTo = conversation.replyTo();
    h = Hashing.fold(h, replyTo == null ? "" : replyTo.value());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      h = Hashing.fold(Hashing.fold(h, header.getKey()), header.getValue());
    }
    return h;
  }
}
