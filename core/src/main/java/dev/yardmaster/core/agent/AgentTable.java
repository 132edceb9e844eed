package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Event;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All agents of a workspace, in the order of their first joining. Read by anyone on the driver. */
public final class AgentTable {
  /** Most agents of a workspace, gone ones included. */
  public static final int MAX_AGENTS = 100_000;

  private final Map<AgentId, Agent> agents = new LinkedHashMap<>();
  private long hash;

  public @Nullable Agent find(AgentId id) {
    return agents.get(id);
  }

  public Collection<Agent> all() {
    return Collections.unmodifiableCollection(agents.values());
  }

  public int size() {
    return agents.size();
  }

  /** Sum of the agents' hashes. */
  public long hash() {
    return hash;
  }

  public void snapshot(Consumer<Event> sink) {
    agents.values().forEach(agent -> sink.accept(agent.restored()));
  }

  /** What contradicts itself; empty when all is well. */
  public void verify(List<String> problems) {
    long sum = 0;
    for (Agent agent : agents.values()) {
      if (agent.hash() != agent.computeHash()) {
        problems.add("S4: agent %s changed without its hash".formatted(agent.id()));
      }
      sum += agent.hash();
    }
    if (sum != hash) {
      problems.add("S4: agents hash to %x, expected %x".formatted(sum, hash));
    }
  }

  Agent require(AgentId id) {
    Agent agent = agents.get(id);
    if (agent == null) {
      throw new IllegalStateException("Expected agent %s to exist".formatted(id));
    }
    return agent;
  }

  void put(Agent agent) {
    agents.put(agent.id(), agent);
    hash += agent.hash();
  }

  /** Carries a change of one agent's hash over to the sum. */
  void rehash(long before, long after) {
    hash += after - before;
  }
}
