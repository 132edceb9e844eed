package dev.yardmaster.server.http;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields of a request that stand in the path or the query of its URL. */
final class Fields {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");

  private Fields() {}

  /**
   * Sets a field from a text.
   *
   * @throws IllegalArgumentException where there is no such field, it was set to something else, or
   *     the text is none of its values
   */
  static void set(Message.Builder request, String name, String text) {
    switch (name) {
      case "wait" -> put(request, "wait_millis", Long.toString(millis(text)));
      case "start" -> put(request, "assign_only", Boolean.toString(!Boolean.parseBoolean(text)));
      default -> put(request, name, text);
    }
  }

  private static void put(Message.Builder request, String name, String text) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    if (field == null || field.isRepeated()) {
      throw new IllegalArgumentException(
          "Expected a field of %s, got %s"
              .formatted(request.getDescriptorForType().getName(), name));
    }
    Object value = value(field, text);
    boolean set = !request.getField(field).equals(field.getDefaultValue());
    if (set && !request.getField(field).equals(value)) {
      throw new IllegalArgumentException(
          "Expected %s to be %s as in the URL, got %s in the body"
              .formatted(name, text, request.getField(field)));
    }
    request.setField(field, value);
  }

  private static Object value(FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> text;
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case BOOLEAN -> bool(text);
        case ENUM -> enumValue(field, text);
        case DOUBLE, FLOAT, BYTE_STRING, MESSAGE ->
            throw new IllegalArgumentException(
                "Expected %s in the body".formatted(field.getName()));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Expected a number for %s, got '%s'".formatted(field.getName(), text), e);
    }
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true", "1", "" -> true;
      case "false", "0" -> false;
      default ->
          throw new IllegalArgumentException("Expected true or false, got '%s'".formatted(text));
    };
  }

  /** By its whole name, or without the prefix that all values of the enum share. */
  private static EnumValueDescriptor enumValue(FieldDescriptor field, String text) {
    String asked = text.toUpperCase(Locale.ROOT);
    for (EnumValueDescriptor value : field.getEnumType().getValues()) {
      String name = value.getName();
      String prefix =
          field.getEnumType().getValues().getFirst().getName().replace("UNSPECIFIED", "");
      if (name.equals(asked) || name.equals(prefix + asked)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "Expected one of %s for %s, got '%s'"
            .formatted(
                field.getEnumType().getValues().stream().map(EnumValueDescriptor::getName).toList(),
                field.getName(),
                text));
  }

  private static long millis(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a wait such as 30s or 500ms, got '%s'".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    return unit == null || unit.equals("ms")
        ? number
        : (unit.equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number)).toMillis();
  }
}
