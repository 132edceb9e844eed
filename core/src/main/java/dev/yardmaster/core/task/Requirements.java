package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.resource.LockRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must have, and what must be free, before the task can be assigned.
 *
 * @param locks taken all or nothing at assignment, at most 64, one entry per resource
 * @param agent the one agent the task is pinned to, or null
 */
public record Requirements(
    SortedSet<String> capabilities,
    SortedMap<String, String> selector,
    List<LockRequest> locks,
    @Nullable AgentId agent) {
  public static final int MAX_CAPABILITIES = 64;
  public static final int MAX_LOCKS = 64;
  public static final Requirements NONE =
      new Requirements(Collections.emptySortedSet(), Collections.emptySortedMap(), List.of(), null);

  public Requirements {
    capabilities.forEach(capability -> Text.checkShort("a capability", capability));
    selector.forEach((label, value) -> {
      Text.checkShort("a label", label);
      Text.checkShort("a label's value", value);
    });
    capabilities =
        capabilities.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    selector =
        selector.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(selector));
    if (capabilities.size() > MAX_CAPABILITIES || selector.size() > MAX_CAPABILITIES) {
      throw new IllegalArgumentException(
          "Expected at most %d capabilities and labels, got %d and %d"
              .formatted(MAX_CAPABILITIES, capabilities.size(), selector.size()));
    }
    if (locks.size() > MAX_LOCKS) {
      throw new IllegalArgumentException(
          "Expected at most %d locks, got %d; lock a subtree or fewer resources"
              .formatted(MAX_LOCKS, locks.size()));
    }
    Set<ResourceName> seen = new HashSet<>();
    for (LockRequest lock : locks) {
      if (!seen.add(lock.resource())) {
        throw new IllegalArgumentException(
            "Expected each resource once in a lock set, got %s twice; merge the entries"
                .formatted(lock.resource()));
      }
    }
    List<LockRequest> ordered = new ArrayList<>(locks);
    ordered.sort((a, b) -> a.resource().compareTo(b.resource()));
    locks = List.copyOf(ordered);
  }
}
