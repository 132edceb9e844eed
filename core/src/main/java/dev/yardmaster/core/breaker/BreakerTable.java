package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All breakers of a workspace, by name. What is not there is CLOSED with nothing counted: named
 * breakers nobody declared, and those of agents that never were in trouble. Read by anyone on the
 * driver.
 */
public final class BreakerTable {
  /** Most named breakers of a workspace; those of agents are as many as agents at most. */
  public static final int MAX_BREAKERS = 10_000;

  private final TreeMap<BreakerName, Breaker> named = new TreeMap<>();
  private final TreeMap<AgentId, Breaker> ofAgents = new TreeMap<>();
  private long hash;

  public @Nullable Breaker find(BreakerName name) {
    AgentId agent = name.agent();
    return agent == null ? named.get(name) : ofAgents.get(agent);
  }

  public @Nullable Breaker find(AgentId agent) {
    return ofAgents.isEmpty() ? null : ofAgents.get(agent);
  }

  /** Whether nothing stands against a new attempt on this breaker. */
  public boolean admits(BreakerName name) {
    Breaker breaker = find(name);
    return breaker == null || breaker.admits();
  }

  /** Whether the agent's own breaker lets it have another attempt. */
  public boolean admits(AgentId agent) {
    Breaker breaker = find(agent);
    return breaker == null || breaker.admits();
  }

  /** The first of these that keeps an assigned attempt from being started, or null. */
  public @Nullable Breaker against(Collection<BreakerName> names, FencingToken epoch) {
    for (BreakerName name : names) {
      Breaker breaker = find(name);
      if (breaker != null && !breaker.admitsStart(epoch)) {
        return breaker;
      }
    }
    return null;
  }

  /** Whether the breaker exists or may come into being. */
  public boolean hasRoomFor(BreakerName name) {
    return name.isOfAgent() || named.containsKey(name) || named.size() < MAX_BREAKERS;
  }

  /** Named ones by name, then those of agents by agent. */
  public List<Breaker> all() {
    List<Breaker> all = new ArrayList<>(named.values());
    all.addAll(ofAgents.values());
    return all;
  }

  public long hash() {
    return hash;
  }

  public void snapshot(Consumer<Event> sink) {
    for (Breaker each : all()) {
      sink.accept(
          new BreakerEvent.BreakerRestored(
              each.name(), each.config(), each.state(), each.culprits()));
    }
  }

  public void verify(List<String> problems) {
    long sum = 0;
    for (Breaker each : all()) {
      sum += each.hash();
    }
    if (sum != hash || named.size() > MAX_BREAKERS) {
      problems.add("S4: breakers hash to %x, expected %x".formatted(sum, hash));
    }
  }

  void put(Breaker next) {
    AgentId agent = next.name().agent();
    Breaker before = agent == null ? named.put(next.name(), next) : ofAgents.put(agent, next);
    hash += next.hash() - (before == null ? 0 : before.hash());
  }

  void remove(BreakerName name) {
    AgentId agent = name.agent();
    Breaker before = agent == null ? named.remove(name) : ofAgents.remove(agent);
    if (before != null) {
      hash -= before.hash();
    }
  }
}
