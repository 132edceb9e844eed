package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Hashing;

/** An agent as the log knows it. Changed only by {@link AgentApplier}. */
public final class Agent {
  private AgentEvent.AgentJoined joined;
  private AgentStatus status;
  private long sinceMillis;
  private long hash;

  Agent(AgentEvent.AgentJoined joined, AgentStatus status, long sinceMillis) {
    this.joined = joined;
    this.status = status;
    this.sinceMillis = sinceMillis;
    this.hash = computeHash();
  }

  void join(AgentEvent.AgentJoined again, long nowMillis) {
    joined = again;
    status = AgentStatus.ACTIVE;
    sinceMillis = nowMillis;
    hash = computeHash();
  }

  void become(AgentStatus next, long nowMillis) {
    status = next;
    sinceMillis = nowMillis;
    hash = computeHash();
  }

  public AgentId id() {
    return joined.agent();
  }

  public AgentProfile profile() {
    return joined.profile();
  }

  public Principal principal() {
    return joined.principal();
  }

  /** The secret that its calls carry; never shown. */
  public String handle() {
    return joined.handle();
  }

  public FencingToken session() {
    return joined.session();
  }

  public Attachment attachment() {
    return joined.attachment();
  }

  public AgentStatus status() {
    return status;
  }

  /** State time at which it took its present status. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** Whether the session is the agent's present one and alive. */
  public boolean isLive(FencingToken session) {
    return status.isAttached() && joined.session().equals(session);
  }

  long hash() {
    return hash;
  }

  AgentEvent.AgentRestored restored() {
    return new AgentEvent.AgentRestored(joined, status, sinceMillis);
  }

  long computeHash() {
    AgentProfile profile = joined.profile();
    long h = Hashing.fold(1, profile.id().value());
    h = Hashing.fold(h, profile.name());
    h = Hashing.fold(h, profile.type());
    for (String capability : profile.capabilities()) {
      h = Hashing.fold(h, capability);
    }
    for (var label : profile.labels().entrySet()) {
      h = Hashing.fold(Hashing.fold(h, label.getKey()), label.getValue());
    }
    h = Hashing.fold(h, profile.priority());
    h = Hashing.fold(h, profile.slots().maxConcurrentTasks());
    h = Hashing.fold(h, profile.slots().prefetch());
    h = Hashing.fold(h, joined.principal().value());
    h = Hashing.fold(h, joined.handle());
    h = Hashing.fold(h, joined.session().value());
    h = Hashing.fold(h, joined.attachment());
    h = Hashing.fold(h, status);
    return Hashing.fold(h, sinceMillis);
  }
}
