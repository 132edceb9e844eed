package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import java.util.concurrent.CompletionStage;

/**
 * An agent that lives in this process, by itself without a loop that works tasks: what it holds, it
 * holds until it is closed or its session ends.
 *
 * {@snippet file="AgentExamplesTest.java" region="session"}
 *
 * <p>{@link CoordinationManager#work(AgentSession, TaskHandler)} gives it tasks as well. Usable
 * from any thread.
 */
public final class AgentSession implements Actor, AutoCloseable {
  private final AgentLink link;

  AgentSession(AgentLink link) {
    this.link = link;
  }

  public AgentId id() {
    return link.agent();
  }

  public AgentProfile profile() {
    return link.profile();
  }

  /** The session's fencing token; a later session of the same agent makes it stale. */
  public FencingToken session() {
    return link.session();
  }

  /** Whether the session goes on, as far as this process was told. */
  public boolean isLive() {
    return link.isLive();
  }

  /** Completes with the reason when the session is over. */
  public CompletionStage<SessionEnd> ended() {
    return link.ended();
  }

  @Override
  public Caller caller() {
    return Caller.session(id(), session());
  }

  AgentLink link() {
    return link;
  }

  /** Leaves: what the agent held is free. A worker on the session is over with it. */
  @Override
  public void close() {
    link.leave(SessionEnd.LEFT);
  }

  @Override
  public String toString() {
    return "agent %s, session %s%s".formatted(id(), session(), isLive() ? "" : " (over)");
  }
}
