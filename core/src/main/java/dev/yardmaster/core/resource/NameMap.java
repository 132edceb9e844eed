package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values by resource name, found by every name that overlaps theirs. O(depth x log n) and hits. */
public final class NameMap<V> {
  private final TreeMap<String, V> plain = new TreeMap<>();
  private final TreeMap<String, V> subtrees = new TreeMap<>();

  public @Nullable V get(ResourceName name) {
    return of(name).get(name.path());
  }

  public V computeIfAbsent(ResourceName name, Function<ResourceName, V> make) {
    return of(name).computeIfAbsent(name.path(), path -> make.apply(name));
  }

  public void put(ResourceName name, V value) {
    of(name).put(name.path(), value);
  }

  public boolean remove(ResourceName name, V value) {
    return of(name).remove(name.path(), value);
  }

  public void remove(ResourceName name) {
    of(name).remove(name.path());
  }

  public boolean isEmpty() {
    return plain.isEmpty() && subtrees.isEmpty();
  }

  private Map<String, V> of(ResourceName name) {
    return name.isSubtree() ? subtrees : plain;
  }

  /** Hands over the values of all names that overlap; the action must not change this map. */
  public void forEachOverlapping(ResourceName name, Consumer<V> action) {
    String path = name.path();
    accept(plain.get(path), action);
    if (name.isSubtree()) {
      plain.subMap(path + "/", path + "0").values().forEach(action);
      subtrees.subMap(path + "/", path + "0").values().forEach(action);
    }
    if (!subtrees.isEmpty()) {
      accept(subtrees.get(path), action);
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        accept(subtrees.get(path.substring(0, slash)), action);
      }
    }
  }

  private static <V> void accept(@Nullable V value, Consumer<V> action) {
    if (value != null) {
      action.accept(value);
    }
  }
}
