package dev.yardmaster.engine.history;

import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event's own fields as JSON: generic over record components, without secrets (an agent's
 * handle, the hash of a token) and with payloads as sizes only (R62).
 */
final class EventDetail {
  private static final JsonFactory FACTORY = new JsonFactory();
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

  /** A component of a record. */
  private record Field(String name, Method accessor) {
    static Field of(RecordComponent component) {
      return new Field(component.getName(), component.getAccessor());
    }

    @Nullable Object of(Record record) {
      try {
        return accessor.invoke(record);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("Could not read %s of an event".formatted(accessor), e);
      }
    }
  }

  /**
   * What of a record is shown.
   *
   * @param wrapper the only component of ids and quantities, named {@code value}; null for others
   */
  private record Shape(List<Field> shown, @Nullable Field wrapper) {
    static Shape of(RecordComponent[] components) {
      boolean wraps = components.length == 1 && components[0].getName().equals("value");
      return new Shape(
          Arrays.stream(components)
              .filter(component -> !SECRETS.contains(component.getName()))
              .map(Field::of)
              .toList(),
          wraps ? Field.of(components[0]) : null);
    }
  }

  static String json(Record event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      fields(json, event);
    }
    return text.toString();
  }

  private static void fields(JsonGenerator json, Record record) {
    json.writeStartObject();
    for (Field field : SHAPES.get(record.getClass()).shown()) {
      json.writeName(field.name());
      value(json, field.of(record));
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Payload payload -> {
        json.writeStartObject();
        json.writeNumberProperty("bytes", payload.size());
        json.writeStringProperty("contentType", payload.contentType());
        json.writeEndObject();
      }
      case Envelope envelope -> {
        json.writeStartObject();
        json.writeStringProperty("type", envelope.type());
        json.writeNumberProperty("priority", envelope.priority());
        json.writeNumberProperty("ttlMillis", envelope.ttlMillis());
        json.writeNumberProperty("bytes", envelope.size());
        json.writeEndObject();
      }
      case Enum<?> constant -> json.writeString(constant.name());
      case Record record -> {
        Field wrapper = SHAPES.get(record.getClass()).wrapper();
        if (wrapper == null) {
          fields(json, record);
        } else {
          // Tokens exceed what JSON numbers hold in many readers: they are strings.
          json.writeString(String.valueOf(wrapper.of(record)));
        }
      }
      case Collection<?> many -> {
        json.writeStartArray();
        many.forEach(each -> value(json, each));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((key, entry) -> {
          json.writeName(String.valueOf(key));
          value(json, entry);
        });
        json.writeEndObject();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean bool -> json.writeBoolean(bool);
      default -> json.writeString(value.toString());
    }
  }
}
