package dev.yardmaster.engine.history;

import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event's own fields as JSON: generic over record components, without secrets (an agent's
 * handle, the hash of a token) and with payloads as sizes only (R62).
 */
final class EventDetail {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> SECRETS = Set.of("handle", "secretHash", "entropy", "nonce");

  /** The JDK makes components and their accessors anew at each question. */
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type.getRecordComponents());
        }
      };

  private EventDetail() {}

  /**
   * What of a record is shown.
   *
   * @param wrapper the only component of ids and quantities, named {@code value}; null for others
   */
  private record Shape(List<Method> shown, @Nullable Method wrapper) {
    static Shape of(RecordComponent[] components) {
      boolean wraps = components.length == 1 && components[0].getName().equals("value");
      return new Shape(
          Arrays.stream(components)
              .filter(component -> !SECRETS.contains(component.getName()))
              .map(RecordComponent::getAccessor)
              .toList(),
          wraps ? components[0].getAccessor() : null);
    }
  }

  static String json(Record event) {
    return JSON.writeValueAsString(fields(event));
  }

  private static Map<String, @Nullable Object> fields(Record record) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Method component : SHAPES.get(record.getClass()).shown()) {
      fields.put(component.getName(), plain(read(component, record)));
    }
    return fields;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Payload payload -> Map.of("bytes", payload.size(), "contentType", payload.contentType());
      case Envelope envelope ->
          Map.of(
              "type", envelope.type(),
              "priority", envelope.priority(),
              "ttlMillis", envelope.ttlMillis(),
              "bytes", envelope.size());
      case Enum<?> constant -> constant.name();
      case Record record -> {
        Method wrapper = SHAPES.get(record.getClass()).wrapper();
        yield wrapper == null ? fields(record) : text(read(wrapper, record));
      }
      case Collection<?> many -> many.stream().map(EventDetail::plain).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, entry) -> plain.put(String.valueOf(key), plain(entry)));
        yield plain;
      }
      case Number number -> number;
      case Boolean bool -> bool;
      default -> value.toString();
    };
  }

  /** Tokens exceed what JSON numbers hold in many readers: they are strings. */
  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable Object read(Method component, Record record) {
    try {
      return component.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Could not read %s of an event".formatted(component), e);
    }
  }
}
