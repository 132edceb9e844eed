package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Payload;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A record that differs from another in one value.
 *
 * @param path which value: the kind of the record and the names of components, without indices
 */
record Altered(String path, Object value) {
  /** A record altered in each of its values in turn, those of records within it included. */
  static List<Altered> of(Record record) {
    String kind = record.getClass().getSimpleName();
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = read(components[i], record);
    }
    List<Altered> all = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      for (Altered inner : variants(values[i])) {
        Object[] changed = values.clone();
        changed[i] = inner.value();
        Object made = make(record.getClass(), components, changed);
        if (made != null && !made.equals(record)) {
          String rest = inner.path().isEmpty() ? "" : "." + inner.path();
          all.add(new Altered(kind + "." + components[i].getName() + rest, made));
        }
      }
    }
    return all;
  }

  /** Other values of the same type; none for what is not known how to alter. */
  private static List<Altered> variants(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case Long number -> List.of(new Altered("", number + 1));
      case Integer number -> List.of(new Altered("", number + 1), new Altered("", number - 1));
      case Double number -> List.of(new Altered("", number + 1));
      case Boolean flag -> List.of(new Altered("", !flag));
      case String text -> List.of(new Altered("", text + "x"));
      case Enum<?> constant -> others(constant);
      case Payload payload ->
          List.of(
              new Altered("bytes", Payload.of(longer(payload.bytes()), payload.contentType())),
              new Altered("type", Payload.of(payload.bytes(), payload.contentType() + "x")));
      case Map<?, ?> map -> entries(map);
      case Collection<?> many -> elements(List.copyOf(many));
      case Record inner -> of(inner);
      default -> List.of();
    };
  }

  private static byte[] longer(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static List<Altered> others(Enum<?> constant) {
    List<Altered> others = new ArrayList<>();
    for (Object other : constant.getDeclaringClass().getEnumConstants()) {
      if (other != constant) {
        others.add(new Altered("", other));
      }
    }
    return others;
  }

  /** With each element altered, and without the last. */
  private static List<Altered> elements(List<?> many) {
    List<Altered> all = new ArrayList<>();
    for (int i = 0; i < many.size(); i++) {
      for (Altered inner : variants(many.get(i))) {
        List<Object> changed = new ArrayList<>(many);
        changed.set(i, inner.value());
        all.add(new Altered(inner.path(), changed));
      }
    }
    if (!many.isEmpty()) {
      all.add(new Altered("size", many.subList(0, many.size() - 1)));
    }
    return all;
  }

  /** With each value altered, and without the last entry. */
  private static List<Altered> entries(Map<?, ?> map) {
    List<Altered> all = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      for (Altered inner : variants(entry.getValue())) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.put(entry.getKey(), inner.value());
        all.add(new Altered(inner.path(), changed));
      }
    }
    if (!map.isEmpty()) {
      Map<Object, Object> changed = new LinkedHashMap<>(map);
      changed.remove(List.copyOf(map.keySet()).getLast());
      all.add(new Altered("size", changed));
    }
    return all;
  }

  /** The value as a component of this type takes it. */
  private static @Nullable Object as(Class<?> type, @Nullable Object value) {
    if (type.isInstance(value) || value == null) {
      return value;
    }
    return switch (value) {
      case Collection<?> many when Set.class.isAssignableFrom(type) -> new TreeSet<>(many);
      case Map<?, ?> map when Map.class.isAssignableFrom(type) -> new TreeMap<>(map);
      default -> value;
    };
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Expected to read " + component, e);
    }
  }

  /** The record with these values; null where they are refused. */
  private static @Nullable Object make(
      Class<?> kind, RecordComponent[] components, Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    Object[] taken = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      taken[i] = as(types[i], values[i]);
    }
    try {
      Constructor<?> constructor = kind.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(taken);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return null;
    }
  }
}
