package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Decides what agents say of themselves. What their loss means for tasks is decided by the caller.
 */
public final class AgentDecisions {
  /** Ends what a session held, before the event that ends the session. */
  @FunctionalInterface
  public interface Loss {
    void ofSession(Agent agent, SessionEnd cause, Turn turn);
  }

  private final AgentTable agents;
  private final Presence presence;
  private final Loss loss;

  public AgentDecisions(AgentTable agents, Presence presence, Loss loss) {
    this.agents = agents;
    this.presence = presence;
    this.loss = loss;
  }

  public Reply join(AgentCommand.JoinAgent command, Principal principal, Turn turn) {
    Agent known = agents.find(command.agent());
    if (known != null && !known.principal().equals(principal)) {
      return Reply.refused(
          new Refusal(
              dev.yardmaster.core.machine.RefusalCode.DENIED,
              "Agent %s belongs to another principal; choose another id"
                  .formatted(command.agent())));
    }
    if (known == null && agents.size() >= AgentTable.MAX_AGENTS) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d agents in a workspace".formatted(AgentTable.MAX_AGENTS), 0));
    }
    if (known != null && known.status().isAttached()) {
      end(known, SessionEnd.REJOINED, turn);
    }
    String handle = "%016x%016x".formatted(Hashing.mix(turn.entropy()), turn.entropy());
    FencingToken session = turn.nextToken();
    turn.emit(
        new AgentEvent.AgentJoined(
            command.profile(), principal, handle, session, command.attachment()));
    Agent agent = agents.require(command.agent());
    presence.seen(agent, turn.now().stateMillis());
    return new Reply.Joined(turn.position(), session, handle);
  }

  public Reply leave(AgentCommand.LeaveAgent command, Turn turn) {
    Agent agent = agents.find(command.agent());
    Refusal refusal = notLive(agent, command.agent(), command.session());
    if (agent == null || refusal != null) {
      return Reply.refused(refusal(refusal));
    }
    end(agent, command.cause(), turn);
    return turn.done();
  }

  /**
   * Ends a live session: first what it held, then itself. At most 4 events a held task, and two.
   */
  public void end(Agent agent, SessionEnd cause, Turn turn) {
    loss.ofSession(agent, cause, turn);
    turn.emit(new AgentEvent.AgentSessionEnded(agent.id(), agent.session(), cause));
  }

  public Reply setStatus(AgentCommand.SetAgentStatus command, Turn turn) {
    if (!command.status().isAttached()) {
      return Reply.refused(
          Refusal.invalid(
              "Expected ACTIVE, DRAINING or PAUSED, got %s; leave to end the session"
                  .formatted(command.status())));
    }
    Agent agent = agents.find(command.agent());
    if (agent == null || !agent.status().isAttached()) {
      return Reply.refused(
          Refusal.notFound(
              "Expected agent %s to be attached; join it first".formatted(command.agent())));
    }
    if (agent.status() != command.status()) {
      turn.emit(new AgentEvent.AgentStatusChanged(command.agent(), command.status()));
    }
    return turn.done();
  }

  public Reply heartbeat(AgentCommand.Heartbeat command, Turn turn) {
    Agent agent = agents.find(command.agent());
    Refusal refusal = notLive(agent, command.agent(), command.session());
    if (agent == null || refusal != null) {
      return Reply.refused(refusal(refusal));
    }
    presence.seen(agent, turn.now().stateMillis());
    return turn.done();
  }

  public Reply reportLoad(AgentCommand.ReportLoad command, Turn turn) {
    if (outOfRange(command.cpuPercent()) || outOfRange(command.memoryPercent())) {
      return Reply.refused(
          Refusal.invalid(
              "Expected percentages of 0 to 100, got %d and %d"
                  .formatted(command.cpuPercent(), command.memoryPercent())));
    }
    Agent agent = agents.find(command.agent());
    Refusal refusal = notLive(agent, command.agent(), command.session());
    if (agent == null || refusal != null) {
      return Reply.refused(refusal(refusal));
    }
    long now = turn.now().stateMillis();
    presence.seen(agent, now);
    presence.load(agent, Math.max(command.cpuPercent(), command.memoryPercent()), now);
    return turn.done();
  }

  public Reply claim(AgentCommand.Claim command, Turn turn) {
    if (command.demand() < 0 || command.demand() > 2 * AgentProfile.Slots.MAX) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a demand of 0 to %d tasks, got %d"
                  .formatted(2 * AgentProfile.Slots.MAX, command.demand())));
    }
    Agent agent = agents.find(command.agent());
    Refusal refusal = notLive(agent, command.agent(), command.session());
    if (agent == null || refusal != null) {
      return Reply.refused(refusal(refusal));
    }
    presence.seen(agent, turn.now().stateMillis());
    presence.demand(agent, command.demand());
    return turn.done();
  }

  private static boolean outOfRange(int percent) {
    return percent < 0 || percent > 100;
  }

  private static Refusal refusal(@Nullable Refusal refusal) {
    if (refusal == null) {
      throw new IllegalStateException("Expected a refusal");
    }
    return refusal;
  }

  private static @Nullable Refusal notLive(
      @Nullable Agent agent, dev.yardmaster.core.identity.AgentId id, FencingToken session) {
    if (agent == null) {
      return Refusal.notFound("Expected agent %s to exist; join first".formatted(id));
    }
    if (!agent.isLive(session)) {
      return Refusal.staleToken(
          "Expected session %s of agent %s to be live, but it is %s with session %s; join again"
              .formatted(session, id, agent.status(), agent.session()));
    }
    return null;
  }
}
