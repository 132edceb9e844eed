package dev.yardmaster.protocol.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The shapes that values of a type can have, by name: each record, each enum constant, and each
 * component that may be null, both ways. So a test can tell whether its samples show all of them.
 */
final class Shapes {
  private final Set<String> names = new TreeSet<>();

  private Shapes() {}

  /** Of every value that the type allows. */
  static Set<String> allowedBy(Type type) {
    Shapes shapes = new Shapes();
    shapes.allow(type);
    return shapes.names;
  }

  /** Of the values. */
  static Set<String> shownBy(Collection<?> values) {
    Shapes shapes = new Shapes();
    values.forEach(shapes::show);
    return shapes.names;
  }

  private void allow(Type type) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        allow(argument);
      }
      return;
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      for (Object constant : raw.getEnumConstants()) {
        names.add(name((Enum<?>) constant));
      }
    } else if (raw.isRecord()) {
      if (names.add(raw.getName())) {
        for (RecordComponent component : raw.getRecordComponents()) {
          if (isNullable(component)) {
            names.add(name(component) + " = null");
            names.add(name(component) + " = something");
          }
          allow(component.getGenericType());
        }
      }
    } else if (raw.isSealed()) {
      for (Class<?> each : raw.getPermittedSubclasses()) {
        allow(each);
      }
    }
  }

  private void show(@Nullable Object value) {
    switch (value) {
      case null -> {}
      case Optional<?> optional -> optional.ifPresent(this::show);
      case Collection<?> all -> all.forEach(this::show);
      case Map<?, ?> map -> {
        map.keySet().forEach(this::show);
        map.values().forEach(this::show);
      }
      case Enum<?> constant -> names.add(name(constant));
      case Record shown -> show(shown);
      default -> {}
    }
  }

  private void show(Record shown) {
    names.add(shown.getClass().getName());
    for (RecordComponent component : shown.getClass().getRecordComponents()) {
      Object value = valueOf(component, shown);
      if (isNullable(component)) {
        names.add(name(component) + (value == null ? " = null" : " = something"));
      }
      show(value);
    }
  }

  private static @Nullable Object valueOf(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Expected a public accessor of " + component, e);
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String name(Enum<?> constant) {
    return constant.getDeclaringClass().getName() + "." + constant.name();
  }

  private static String name(RecordComponent component) {
    return component.getDeclaringRecord().getName() + "." + component.getName();
  }
}
