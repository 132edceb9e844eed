package dev.yardmaster.server.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import java.util.List;
import java.util.Locale;

/**
 * Messages of the API as JSON: the standard mapping of protocol buffers, but that contents which
 * are text are shown as text.
 */
public final class Messages {
  /** Refuses unknown fields, and what is nested deeper than 100. */
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private Messages() {}

  /**
   * Reads a body into a request.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static void merge(String json, Message.Builder into) {
    if (json.isBlank()) {
      return;
    }
    try {
      PARSER.merge(json, into);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "Expected the JSON form of %s, got something else: %s"
              .formatted(into.getDescriptorForType().getName(), e.getMessage()),
          e);
    }
  }

  public static String write(Message message) {
    try {
      return PRINTER.print(readable(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A message of the API has no JSON form", e);
    }
  }

  /** The same with the contents of payloads as text, where they are text. */
  private static Message readable(Message message) {
    if (message instanceof Payload payload) {
      return isText(payload)
          ? payload.toBuilder().clearContent().setText(payload.getContent().toStringUtf8()).build()
          : payload;
    }
    Message.Builder copy = null;
    for (var entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      Object changed =
          field.isRepeated()
              ? ((List<?>) entry.getValue()).stream().map(each -> readable((Message) each)).toList()
              : readable((Message) entry.getValue());
      if (!changed.equals(entry.getValue())) {
        copy = copy == null ? message.toBuilder() : copy;
        copy.setField(field, changed);
      }
    }
    return copy == null ? message : copy.build();
  }

  private static boolean isText(Payload payload) {
    String type = payload.getContentType().toLowerCase(Locale.ROOT);
    ByteString content = payload.getContent();
    return (type.startsWith("text/")
            || type.contains("json")
            || type.contains("xml")
            || type.contains("yaml"))
        && content.isValidUtf8();
  }
}
