package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import java.util.List;
import java.util.Optional;

/** The agents of a workspace. */
public final class Agents {
  private final WorkspaceId workspace;
  private final Requests requests;

  Agents(WorkspaceId workspace, Requests requests) {
    this.workspace = workspace;
    this.requests = requests;
  }

  /** Agents in the order of their first joining, at most this many (1-10,000). */
  public List<AgentView> list(int limit) {
    return requests.query(workspace, new Query.OfAgents(limit));
  }

  public Optional<AgentView> find(AgentId agent) {
    return requests.query(workspace, new Query.OfAgent(agent));
  }

  /** Drains, pauses or resumes an attached agent: DRAINING, PAUSED or ACTIVE. */
  public void status(AgentId agent, AgentStatus status) {
    requests.send(workspace, new AgentCommand.SetAgentStatus(agent, status));
  }
}
