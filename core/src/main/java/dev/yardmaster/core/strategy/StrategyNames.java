package dev.yardmaster.core.strategy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Users' strategies that somebody answers for now. The leader's alone; never logged. */
public final class StrategyNames {
  /** Most names of one use. */
  static final int MAX_REGISTERED = 100;

  /** An answer later than this does not count. */
  public static final long PATIENCE_MILLIS = 50;

  private final Map<StrategyUse, Set<String>> registered = new EnumMap<>(StrategyUse.class);

  public StrategyNames() {
    for (StrategyUse use : StrategyUse.values()) {
      registered.put(use, new TreeSet<>());
    }
  }

  private Set<String> names(StrategyUse use) {
    Set<String> names = registered.get(use);
    if (names == null) {
      throw new IllegalStateException("Expected names of " + use);
    }
    return names;
  }

  public boolean isRegistered(StrategyUse use, String name) {
    return names(use).contains(name);
  }

  /** Takes a name into account; false when too many are registered already. */
  public boolean register(StrategyUse use, String name) {
    Set<String> names = names(use);
    return names.contains(name) || (names.size() < MAX_REGISTERED && names.add(name));
  }

  public void unregister(StrategyUse use, String name) {
    names(use).remove(name);
  }
}
