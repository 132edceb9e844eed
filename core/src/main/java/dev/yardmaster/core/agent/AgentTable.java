package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Event;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
  private final Map<String, Agent> byHandle = new HashMap<>();
  private final int[] byStatus = new int[AgentStatus.values().length];
  private int slots;
  private long hash;

  public @Nullable Agent find(AgentId id) {
    return agents.get(id);
  }

  /** The attached agent whose session this handle is of; null when there is none. */
  public @Nullable Agent findByHandle(String handle) {
    return byHandle.get(handle);
  }

  public Collection<Agent> all() {
    return Collections.unmodifiableCollection(agents.values());
  }

  public int size() {
    return agents.size();
  }

  public int count(AgentStatus status) {
    return byStatus[index(status)];
  }

  /** Slots of all attached agents. */
  public int slots() {
    return slots;
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
    int[] recount = new int[byStatus.length];
    int slotsSum = 0;
    int attached = 0;
    for (Agent agent : agents.values()) {
      if (agent.hash() != agent.computeHash()) {
        problems.add("S4: agent %s changed without its hash".formatted(agent.id()));
      }
      sum += agent.hash();
      recount[index(agent.status())]++;
      slotsSum += slotsOf(agent);
      if (agent.status().isAttached()) {
        attached++;
        if (!agent.equals(byHandle.get(agent.handle()))) {
          problems.add("X4: agent %s is not found by its handle".formatted(agent.id()));
        }
      }
    }
    if (attached != byHandle.size()) {
      problems.add(
          "X4: %d handles open something, expected %d".formatted(byHandle.size(), attached));
    }
    if (sum != hash) {
      problems.add("S4: agents hash to %x, expected %x".formatted(sum, hash));
    }
    if (!Arrays.equals(recount, byStatus) || slotsSum != slots) {
      problems.add(
          "R82: agents by status are %s with %d slots, counted %s with %d"
              .formatted(Arrays.toString(recount), slotsSum, Arrays.toString(byStatus), slots));
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
    count(agent, 1);
    index(agent);
  }

  /** Changes an agent; sums and counts follow. */
  void change(Agent agent, Runnable change) {
    count(agent, -1);
    byHandle.remove(agent.handle());
    change.run();
    count(agent, 1);
    index(agent);
  }

  private void index(Agent agent) {
    if (agent.status().isAttached()) {
      byHandle.put(agent.handle(), agent);
    }
  }

  private void count(Agent agent, int by) {
    hash += by * agent.hash();
    byStatus[index(agent.status())] += by;
    slots += by * slotsOf(agent);
  }

  private static int slotsOf(Agent agent) {
    return agent.status().isAttached() ? agent.profile().slots().maxConcurrentTasks() : 0;
  }

  @SuppressWarnings("EnumOrdinal") // an array index within one run, never stored
  private static int index(AgentStatus status) {
    return status.ordinal();
  }
}
