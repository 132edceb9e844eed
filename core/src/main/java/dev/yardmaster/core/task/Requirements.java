package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.resource.LockRequest;
import java.util.Collections;
import java.util.List;
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
    locks = LockRequest.set(locks);
  }
}
