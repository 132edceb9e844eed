package dev.yardmaster.core.agent;

import dev.yardmaster.core.machine.DueQueue;

/** When sessions run out unless a sign of life comes first. Leader only, derived. */
public final class SessionTimers {
  private final AgentTable agents;
  private final Presence presence;
  private final DueQueue<Agent> due = new DueQueue<>();
  private long leaderChangedMillis;

  public SessionTimers(AgentTable agents, Presence presence) {
    this.agents = agents;
    this.presence = presence;
  }

  public void rebuild(long leaderChanged) {
    leaderChangedMillis = leaderChanged;
    agents.all().forEach(this::changed);
  }

  public void changed(Agent agent) {
    if (agent.status().isAttached()) {
      due.arm(agent, presence.sessionEndsMillis(agent, leaderChangedMillis));
    }
  }

  public long nextMillis() {
    return due.nextMillis();
  }

  /** The next agent whose session has run out, or null. */
  public @org.jspecify.annotations.Nullable Agent takeExpired(long nowMillis) {
    Agent agent = due.take(nowMillis);
    while (agent != null) {
      if (agent.status().isAttached()) {
        long ends = presence.sessionEndsMillis(agent, leaderChangedMillis);
        if (ends <= nowMillis) {
          return agent;
        }
        due.arm(agent, ends);
      }
      agent = due.take(nowMillis);
    }
    return null;
  }

  /** Looks at the agent again later, since this turn had no room for it. */
  public void putBack(Agent agent, long nowMillis) {
    due.arm(agent, nowMillis);
  }
}
