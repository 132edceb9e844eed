package dev.yardmaster.protocol.api;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.protocol.log.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds for request messages of whatever kind, and how trouble in a field is told. */
final class Requests {
  private Requests() {}

  /** The field that names the workspace; null where a message has none. */
  static @Nullable FieldDescriptor workspaceField(Message message) {
    return message.getDescriptorForType().findFieldByName("workspace");
  }

  /** The field for the locks that must be held; null where a message has none. */
  static @Nullable FieldDescriptor guardsField(Message message) {
    return message.getDescriptorForType().findFieldByName("if_holds");
  }

  /** Refuses fields this release does not know: to skip them would do something else. */
  static void known(Message message) {
    if (!message.getUnknownFields().isEmpty()) {
      throw new BadRequestException(unknown(message));
    }
  }

  /** What a mapping makes of a field's value; its complaints come out with the field's name. */
  static <V, T> T read(String field, V value, Function<? super V, ? extends T> mapping) {
    try {
      return mapping.apply(value);
    } catch (UnreadableRecordException e) {
      String complaint = value instanceof Message message ? complaint(message) : null;
      throw BadRequestException.in(
          field, complaint == null ? e : new BadRequestException(complaint));
    } catch (IllegalArgumentException e) {
      throw BadRequestException.in(field, e);
    }
  }

  /** What a mapping of the log makes of a message that has all its defaults. */
  static <M extends Message, T> T strict(M filled, Function<? super M, ? extends T> mapping) {
    try {
      return mapping.apply(filled);
    } catch (UnreadableRecordException e) {
      String complaint = complaint(filled);
      throw complaint == null ? BadRequestException.of(e) : new BadRequestException(complaint);
    }
  }

  /** As {@link #read}, of each element; {@code field[0]} is the first. */
  static <V, T> List<T> readEach(
      String field, List<V> values, Function<? super V, ? extends T> mapping) {
    List<T> read = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      read.add(read(field + "[" + i + "]", values.get(i), mapping));
    }
    return read;
  }

  /** For an enum of a request message that is absent, or known to nobody here. */
  static BadRequestException unspecified(String field, Enum<?> value, String names) {
    return new BadRequestException(
        "Field %s: Expected one of %s, got %s"
            .formatted(
                field, names, value.name().equals("UNRECOGNIZED") ? "an unknown number" : "none"));
  }

  /** For a oneof of which nothing is set. */
  static BadRequestException missing(String names) {
    return new BadRequestException("Expected one of the fields %s, got none".formatted(names));
  }

  /** The first thing that makes a message unreadable whatever its values; null if none does. */
  private static @Nullable String complaint(Message message) {
    if (!message.getUnknownFields().isEmpty()) {
      return unknown(message);
    }
    for (OneofDescriptor oneof : message.getDescriptorForType().getRealOneofs()) {
      if (!message.hasOneof(oneof)) {
        return missing(
                oneof.getFields().stream()
                    .map(FieldDescriptor::getJsonName)
                    .collect(Collectors.joining(", ")))
            .getMessage();
      }
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      String complaint = field.isMapField() ? null : complaint(message, field);
      if (complaint != null) {
        return complaint;
      }
    }
    return null;
  }

  private static @Nullable String complaint(Message message, FieldDescriptor field) {
    if (field.getJavaType() == JavaType.ENUM && field.getContainingOneof() == null) {
      return field.isRepeated()
          ? null
          : complaint(field, (EnumValueDescriptor) message.getField(field));
    }
    if (field.getJavaType() != JavaType.MESSAGE) {
      return null;
    }
    if (!field.isRepeated()) {
      return message.hasField(field)
          ? inside(field.getJsonName(), (Message) message.getField(field))
          : null;
    }
    for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
      String complaint =
          inside(field.getJsonName() + "[" + i + "]", (Message) message.getRepeatedField(field, i));
      if (complaint != null) {
        return complaint;
      }
    }
    return null;
  }

  private static @Nullable String inside(String field, Message message) {
    String complaint = complaint(message);
    return complaint == null
        ? null
        : BadRequestException.in(field, new BadRequestException(complaint)).getMessage();
  }

  private static @Nullable String complaint(FieldDescriptor field, EnumValueDescriptor value) {
    boolean known = value.getIndex() > 0;
    if (known) {
      return null;
    }
    String names =
        field.getEnumType().getValues().stream()
            .skip(1)
            .map(EnumValueDescriptor::getName)
            .collect(Collectors.joining(", "));
    return "Field %s: Expected one of %s, got %s"
        .formatted(field.getJsonName(), names, value.getNumber() == 0 ? "none" : value.getNumber());
  }

  private static String unknown(Message message) {
    return "Expected only known fields in %s, got number %s; leave them out, or ask a newer server"
        .formatted(
            message.getDescriptorForType().getName(), message.getUnknownFields().asMap().keySet());
  }
}
