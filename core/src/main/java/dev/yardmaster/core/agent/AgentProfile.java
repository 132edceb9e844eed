package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Text;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an agent says of itself when it joins (R10): what it can do and how much at once.
 *
 * @param capabilities what it can do; {@code *} stands for everything
 * @param priority 0-100, higher is preferred among equally loaded agents
 * @param slots how many tasks it takes at once, and ahead of need
 */
public record AgentProfile(
    AgentId id,
    String name,
    String type,
    SortedSet<String> capabilities,
    SortedMap<String, String> labels,
    int priority,
    Slots slots) {
  public static final String EVERYTHING = "*";
  public static final int MAX_CAPABILITIES = 64;
  public static final int MAX_LABELS = 64;

  /**
   * How many tasks an agent takes.
   *
   * @param maxConcurrentTasks most tasks running at once, 1-500
   * @param prefetch most tasks assigned beyond that but not started, 0-500; 0 binds late
   */
  public record Slots(int maxConcurrentTasks, int prefetch) {
    /** So that ending one session (four events a task) fits into one turn. */
    public static final int MAX = 500;

    public Slots {
      if (maxConcurrentTasks < 1 || maxConcurrentTasks > MAX) {
        throw new IllegalArgumentException(
            "Expected maxConcurrentTasks of 1 to %d, got %d".formatted(MAX, maxConcurrentTasks));
      }
      if (prefetch < 0 || prefetch > MAX) {
        throw new IllegalArgumentException(
            "Expected prefetch of 0 to %d, got %d".formatted(MAX, prefetch));
      }
    }

    public int total() {
      return maxConcurrentTasks + prefetch;
    }
  }

  public AgentProfile {
    Text.checkShort("the agent's name", name);
    Text.checkShort("the agent's type", type);
    capabilities.forEach(capability -> Text.checkShort("a capability", capability));
    labels.forEach((label, value) -> {
      Text.checkShort("a label", label);
      Text.checkShort("a label's value", value);
    });
    capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    if (capabilities.size() > MAX_CAPABILITIES || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "Expected at most %d capabilities and %d labels, got %d and %d"
              .formatted(MAX_CAPABILITIES, MAX_LABELS, capabilities.size(), labels.size()));
    }
    if (priority < 0 || priority > 100) {
      throw new IllegalArgumentException("Expected an agent priority of 0 to 100, got " + priority);
    }
  }

  public static AgentProfile named(String id) {
    return new AgentProfile(
        AgentId.of(id), id, "", new TreeSet<>(), new TreeMap<>(), 50, new Slots(1, 0));
  }

  public AgentProfile capabilities(String... values) {
    return new AgentProfile(
        id, name, type, new TreeSet<>(java.util.List.of(values)), labels, priority, slots);
  }

  public AgentProfile type(String value) {
    return new AgentProfile(id, name, value, capabilities, labels, priority, slots);
  }

  public AgentProfile label(String key, String value) {
    TreeMap<String, String> more = new TreeMap<>(labels);
    more.put(key, value);
    return new AgentProfile(id, name, type, capabilities, more, priority, slots);
  }

  public AgentProfile priority(int value) {
    return new AgentProfile(id, name, type, capabilities, labels, value, slots);
  }

  public AgentProfile maxConcurrentTasks(int value) {
    return new AgentProfile(
        id, name, type, capabilities, labels, priority, new Slots(value, slots.prefetch()));
  }

  public AgentProfile prefetch(int value) {
    return new AgentProfile(
        id,
        name,
        type,
        capabilities,
        labels,
        priority,
        new Slots(slots.maxConcurrentTasks(), value));
  }

  /** Whether it has every required capability and every selected label. */
  public boolean serves(SortedSet<String> required, SortedMap<String, String> selector) {
    return (capabilities.contains(EVERYTHING) || capabilities.containsAll(required))
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
