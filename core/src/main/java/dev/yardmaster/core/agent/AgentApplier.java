package dev.yardmaster.core.agent;

import dev.yardmaster.core.machine.Stamp;

/** Applies agent events to the table; decides nothing. */
public final class AgentApplier {
  private final AgentTable table;
  private AgentObserver observer = AgentObserver.NONE;

  public AgentApplier(AgentTable table) {
    this.table = table;
  }

  public void observe(AgentObserver value) {
    observer = value;
  }

  public void apply(AgentEvent event, Stamp stamp) {
    Agent agent =
        switch (event) {
          case AgentEvent.AgentJoined joined -> join(joined, stamp.stateMillis());
          case AgentEvent.AgentStatusChanged changed ->
              become(changed.agent(), changed.status(), stamp);
          case AgentEvent.AgentSessionEnded ended ->
              become(ended.agent(), ended.cause().status(), stamp);
          case AgentEvent.AgentRestored restored -> {
            Agent back = new Agent(restored.joined(), restored.status(), restored.sinceMillis());
            table.put(back);
            yield back;
          }
        };
    observer.changed(agent);
  }

  private Agent join(AgentEvent.AgentJoined joined, long nowMillis) {
    Agent known = table.find(joined.agent());
    if (known == null) {
      Agent fresh = new Agent(joined, AgentStatus.ACTIVE, nowMillis);
      table.put(fresh);
      return fresh;
    }
    table.change(known, () -> known.join(joined, nowMillis));
    return known;
  }

  private Agent become(dev.yardmaster.core.identity.AgentId id, AgentStatus status, Stamp stamp) {
    Agent agent = table.require(id);
    table.change(agent, () -> agent.become(status, stamp.stateMillis()));
    return agent;
  }
}
