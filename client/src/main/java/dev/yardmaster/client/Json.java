package dev.yardmaster.client;

import dev.yardmaster.core.machine.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads in JSON.
 *
 * {@snippet file="TaskExamplesTest.java" region="json"}
 *
 * <p>Members are written in the order of their names, so that equal maps give equal payloads, and a
 * task submitted again is the same task. A set has no such order: make it a list.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Json() {}

  /** A JSON object. */
  public static Payload of(Map<String, ?> members) {
    return write(members);
  }

  /** What a record or another value is in JSON. */
  public static Payload write(Object value) {
    try {
      return Payload.json(MAPPER.writeValueAsString(value));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "Expected a value that can be written as JSON, got a %s: %s"
              .formatted(value.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  /** The members of a payload that is a JSON object, whatever its content type says. */
  public static Map<String, Object> read(Payload payload) {
    try {
      return some(MAPPER.readValue(payload.bytes(), OBJECT), payload);
    } catch (JacksonException e) {
      throw unreadable(payload, "a JSON object", e);
    }
  }

  /** A payload read as a record or another type. */
  public static <T> T read(Payload payload, Class<T> type) {
    try {
      return some(MAPPER.readValue(payload.bytes(), type), payload);
    } catch (JacksonException e) {
      throw unreadable(payload, type.getSimpleName() + " in JSON", e);
    }
  }

  private static <T> T some(@Nullable T value, Payload payload) {
    if (value == null) {
      throw new IllegalArgumentException("Expected a value, got null in %s".formatted(payload));
    }
    return value;
  }

  private static IllegalArgumentException unreadable(
      Payload payload, String expected, JacksonException e) {
    return new IllegalArgumentException(
        "Expected %s, got %s: %s".formatted(expected, payload, e.getOriginalMessage()), e);
  }
}
