package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Command;

/** What can be asked about agents. Unlogged commands change presence only and emit no event. */
public sealed interface AgentCommand extends Command {
  AgentId agent();

  /** Joins under the caller's principal; an earlier session of the id ends at once as LOST. */
  record JoinAgent(AgentProfile profile, Attachment attachment) implements AgentCommand {
    @Override
    public AgentId agent() {
      return profile.id();
    }
  }

  /** Ends the session by farewell, or because the process around the agent ends. */
  record LeaveAgent(AgentId agent, FencingToken session, SessionEnd cause)
      implements AgentCommand {}

  /** Lets an operator or the agent itself drain, pause or resume it. */
  record SetAgentStatus(AgentId agent, AgentStatus status) implements AgentCommand {}

  /** Unlogged: a sign of life. */
  record Heartbeat(AgentId agent, FencingToken session) implements AgentCommand {}

  /** Unlogged: reported load; percentages 0-100, stale after 60 s (R12). */
  record ReportLoad(AgentId agent, FencingToken session, int cpuPercent, int memoryPercent)
      implements AgentCommand {}

  /** Unlogged: open demand, the number of tasks the agent would take now; replaces the former. */
  record Claim(AgentId agent, FencingToken session, int demand) implements AgentCommand {}
}
