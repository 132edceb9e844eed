package dev.yardmaster.cli.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Unmodifiable copies that keep the order of the file, unlike {@code Set.copyOf}. */
final class Ordered {

  static <T> Set<T> set(Set<T> values) {
    return values.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(values));
  }

  static <V> Map<String, V> map(Map<String, V> values) {
    return values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private Ordered() {}
}
