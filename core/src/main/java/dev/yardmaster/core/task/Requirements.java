package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
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
 * @param breakers of what it will call, at most 8: while one is open the task is not assigned (R72)
 * @param agent the one agent the task is pinned to, or null
 */
public record Requirements(
    SortedSet<String> capabilities,
    SortedMap<String, String> selector,
    List<LockRequest> locks,
    SortedSet<BreakerName> breakers,
    @Nullable AgentId agent) {
  public static final int MAX_CAPABILITIES = 64;
  public static final int MAX_BREAKERS = 8;
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
    if (breakers.size() > MAX_BREAKERS) {
      throw new IllegalArgumentException(
          "Expected at most %d breakers, got %d".formatted(MAX_BREAKERS, breakers.size()));
    }
    for (BreakerName breaker : breakers) {
      if (breaker.isOfAgent()) {
        throw new IllegalArgumentException(
            "Expected breakers that tasks can name, got %s, which is an agent's own"
                .formatted(breaker));
      }
    }
    breakers =
        breakers.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(breakers));
  }

  /** Without breakers. */
  public Requirements(
      SortedSet<String> capabilities,
      SortedMap<String, String> selector,
      List<LockRequest> locks,
      @Nullable AgentId agent) {
    this(capabilities, selector, locks, Collections.emptySortedSet(), agent);
  }

  /** Whether the task must run as soon as it is assigned: it is never assigned ahead. */
  public boolean runsAtOnce() {
    return !locks.isEmpty() || !breakers.isEmpty();
  }
}
