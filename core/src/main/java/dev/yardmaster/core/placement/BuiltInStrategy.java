package dev.yardmaster.core.placement;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The strategies that come with the core (R31); each orders the agents that would take a task. */
public enum BuiltInStrategy {
  /** Capable, least loaded for its size, then by the agent's priority. */
  CAPABILITY(
      "capability",
      (a, b) -> {
        int byLoad = Double.compare(a.load(), b.load());
        return byLoad != 0 ? byLoad : Integer.compare(b.priority, a.priority);
      }),
  /** Whoever was served longest ago. */
  ROUND_ROBIN("round-robin", Comparator.comparingLong(slot -> slot.lastTurn)),
  /** Fewest tasks held, whatever its size. */
  LEAST_LOADED("least-loaded", Comparator.comparingInt(slot -> slot.held)),
  /** The last agent of that type while under 80 % of its capacity; otherwise as capability. */
  AFFINITY("affinity", CAPABILITY.order),
  /** Earliest expected completion, by learned durations; see {@link FastestChoice}. */
  FASTEST("fastest", Comparator.comparingDouble(slot -> slot.freeAtMillis));

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // made of field readers alone
  private final Comparator<AgentSlot> order;

  BuiltInStrategy(String title, Comparator<AgentSlot> order) {
    this.title = title;
    this.order = order;
  }

  /** Its name in policies, events and commands. */
  public String title() {
    return title;
  }

  /** The total order of agents: the strategy's, then least recently served, then first joined. */
  Comparator<AgentSlot> order() {
    return (a, b) -> {
      int byStrategy = order.compare(a, b);
      if (byStrategy != 0) {
        return byStrategy;
      }
      int byTurn = Long.compare(a.lastTurn, b.lastTurn);
      return byTurn != 0 ? byTurn : Long.compare(a.number, b.number);
    };
  }

  public static @Nullable BuiltInStrategy find(String title) {
    for (BuiltInStrategy strategy : values()) {
      if (strategy.title.equals(title)) {
        return strategy;
      }
    }
    return null;
  }
}
