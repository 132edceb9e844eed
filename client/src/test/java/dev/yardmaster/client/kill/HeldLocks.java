package dev.yardmaster.client.kill;

import dev.yardmaster.core.resource.LockMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who held what at the same time in one life, and whether they may have (S7). */
final class HeldLocks {
  private static final String SUBTREE = "/**";

  private final Map<String, Integer> capacities = new HashMap<>();
  private final Map<String, Map<Long, Fact.Locked>> held = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private HeldLocks() {}

  static List<Violation> judge(List<Fact> life) {
    HeldLocks locks = new HeldLocks();
    for (Fact fact : life) {
      switch (fact) {
        case Fact.Declared declared ->
            locks.capacities.put(declared.resource(), declared.capacity());
        case Fact.Locked locked -> locks.lock(locked);
        case Fact.Unlocking unlocking -> locks.unlock(unlocking);
        default -> {}
      }
    }
    return locks.violations;
  }

  /** Whether two holders must not have both at once, whatever the number of permits. */
  static boolean conflict(Fact.Locked one, Fact.Locked other) {
    boolean together = one.mode() == other.mode() && one.mode() != LockMode.EXCLUSIVE;
    return !together && (isIn(one, other) || isIn(other, one));
  }

  /** {@code area/**} is area and all below it. */
  private static boolean isIn(Fact.Locked inner, Fact.Locked outer) {
    String name = outer.resource();
    if (!name.endsWith(SUBTREE)) {
      return inner.resource().equals(name);
    }
    String root = name.substring(0, name.length() - SUBTREE.length());
    return inner.resource().equals(root) || inner.resource().startsWith(root + "/");
  }

  private void lock(Fact.Locked locked) {
    for (Map<Long, Fact.Locked> others : held.values()) {
      for (Fact.Locked holder : others.values()) {
        if (holder.token() != locked.token() && conflict(holder, locked)) {
          broken("%s while %s was not given back".formatted(locked.line(), holder.line()));
        }
      }
    }
    Map<Long, Fact.Locked> holders =
        held.computeIfAbsent(locked.resource(), name -> new LinkedHashMap<>());
    holders.put(locked.token(), locked);
    if (locked.mode() == LockMode.PERMITS) {
      int permits = holders.values().stream().mapToInt(Fact.Locked::permits).sum();
      int capacity = capacities.getOrDefault(locked.resource(), 0);
      if (permits > capacity) {
        broken(
            "%d permits of %s at once, of a capacity of %d"
                .formatted(permits, locked.resource(), capacity));
      }
    }
  }

  private void unlock(Fact.Unlocking unlocking) {
    Map<Long, Fact.Locked> holders = held.getOrDefault(unlocking.resource(), new HashMap<>());
    if (holders.remove(unlocking.token()) == null) {
      throw new IllegalArgumentException(
          "Expected %s after its LOCKED; the load's journal is wrong".formatted(unlocking.line()));
    }
  }

  private void broken(String text) {
    violations.add(new Violation("S7", text));
  }
}
