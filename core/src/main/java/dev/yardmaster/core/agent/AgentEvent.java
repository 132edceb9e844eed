package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Event;

/** What happened to agents. */
public sealed interface AgentEvent extends Event {
  AgentId agent();

  /** Joined, or joined again with a new session; the handle is the secret its calls carry. */
  record AgentJoined(
      AgentProfile profile,
      Principal principal,
      String handle,
      FencingToken session,
      Attachment attachment)
      implements AgentEvent {
    @Override
    public AgentId agent() {
      return profile.id();
    }
  }

  /** Became ACTIVE, DRAINING or PAUSED while attached. */
  record AgentStatusChanged(AgentId agent, AgentStatus status) implements AgentEvent {}

  /**
   * Its session ended; it is LOST or GONE. Its tasks and locks are let go by events before this.
   */
  record AgentSessionEnded(AgentId agent, FencingToken session, SessionEnd cause)
      implements AgentEvent {}

  /**
   * Of a snapshot: an agent as it stood. Session and {@code sinceMillis} are of its last session.
   */
  record AgentRestored(AgentJoined joined, AgentStatus status, long sinceMillis)
      implements AgentEvent {
    @Override
    public AgentId agent() {
      return joined.agent();
    }
  }
}
