package dev.yardmaster.core.identity;

/** The name of an agent, unique in its workspace. See {@link Names} for its alphabet. */
public record AgentId(String value) implements Comparable<AgentId> {
  public AgentId {
    Names.check("agent", value);
  }

  public static AgentId of(String value) {
    return new AgentId(value);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
