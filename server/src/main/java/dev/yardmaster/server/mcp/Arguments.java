package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Arguments of a tool call, read leniently where models err (a number as text), strictly else.
 * Every reader throws IllegalArgumentException that names the argument.
 */
record Arguments(Map<String, Object> values) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  boolean has(String name) {
    return values.get(name) != null;
  }

  String text(String name) {
    String text = optional(name);
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(
          "Expected the argument %s, got none; give it".formatted(name));
    }
    return text;
  }

  String text(String name, String absent) {
    String text = optional(name);
    return text == null ? absent : text;
  }

  private @Nullable String optional(String name) {
    return switch (values.get(name)) {
      case null -> null;
      case String text -> text;
      case Number number -> number.toString();
      case Object other -> throw wrong(name, "text", other);
    };
  }

  /** A token or epoch: 64 bits, which as a JSON number would lose digits in many clients. */
  long token(String name) {
    String text = text(name);
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "the digits you were given, as text", text);
    }
  }

  /** A whole number within bounds, or what absence stands for. */
  int number(String name, int absent, int min, int max) {
    String text = optional(name);
    if (text == null) {
      return absent;
    }
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a number of %d to %d".formatted(min, max), text);
    }
    if (number < min || number > max || number != Math.rint(number)) {
      throw wrong(name, "a number of %d to %d".formatted(min, max), text);
    }
    return (int) number;
  }

  boolean flag(String name) {
    return switch (values.get(name)) {
      case null -> false;
      case Boolean flag -> flag;
      case String text when text.equals("true") || text.equals("false") -> text.equals("true");
      case Object other -> throw wrong(name, "true or false", other);
    };
  }

  /** Texts; one alone counts as a list of one. */
  List<String> texts(String name) {
    return switch (values.get(name)) {
      case null -> List.of();
      case String one -> List.of(one);
      case List<?> many -> {
        List<String> texts = new ArrayList<>();
        for (Object each : many) {
          if (!(each instanceof String text)) {
            throw wrong(name, "a list of texts", many);
          }
          texts.add(text);
        }
        yield texts;
      }
      case Object other -> throw wrong(name, "a list of texts", other);
    };
  }

  /** Objects, each as arguments of its own. */
  List<Arguments> objects(String name) {
    if (!(values.get(name) instanceof List<?> many)) {
      throw wrong(name, "a list of objects", values.get(name));
    }
    List<Arguments> objects = new ArrayList<>();
    for (Object each : many) {
      if (!(each instanceof Map<?, ?> map)) {
        throw wrong(name, "a list of objects", many);
      }
      Arguments object = new Arguments(new java.util.LinkedHashMap<>());
      map.forEach((key, value) -> object.values().put(String.valueOf(key), value));
      objects.add(object);
    }
    return objects;
  }

  /** Content for others: text stays text, all else is JSON; null when it is absent. */
  @Nullable Payload payload(String name) {
    return switch (values.get(name)) {
      case null -> null;
      case String text when text.isEmpty() -> null;
      case String text -> Payload.newBuilder().setText(text).setContentType("text/plain").build();
      case Object json ->
          Payload.newBuilder()
              .setText(JSON.writeValueAsString(json))
              .setContentType("application/json")
              .build();
    };
  }

  private static IllegalArgumentException wrong(
      String name, String expected, @Nullable Object actual) {
    return new IllegalArgumentException(
        "Expected %s for %s, got %s".formatted(expected, name, actual));
  }
}
