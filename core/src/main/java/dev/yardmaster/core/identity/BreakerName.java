package dev.yardmaster.core.identity;

import org.jspecify.annotations.Nullable;

/**
 * The name of a circuit breaker, unique in its workspace. See {@link Names} for its alphabet.
 *
 * <p>{@code agent:NAME} is the breaker that every agent has of its own; no other name begins so.
 */
public record BreakerName(String value) implements Comparable<BreakerName> {
  private static final String OF_AGENT = "agent:";

  public BreakerName {
    if (value.startsWith(OF_AGENT)) {
      Names.check("agent", value.substring(OF_AGENT.length()));
    } else {
      Names.check("breaker", value);
    }
  }

  public static BreakerName of(String value) {
    return new BreakerName(value);
  }

  /** The agent's own breaker. */
  public static BreakerName of(AgentId agent) {
    return new BreakerName(OF_AGENT + agent.value());
  }

  /** The agent whose own breaker it is, or null. */
  public @Nullable AgentId agent() {
    return isOfAgent() ? AgentId.of(value.substring(OF_AGENT.length())) : null;
  }

  public boolean isOfAgent() {
    return value.startsWith(OF_AGENT);
  }

  @Override
  public int compareTo(BreakerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
