package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import java.util.List;
import java.util.Optional;

/**
 * The agents of a workspace.
 *
 * {@snippet file="AgentExamplesTest.java" region="agents"}
 */
public final class Agents {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final Connection connection;

  Agents(WorkspaceId workspace, Requests requests, Connection connection) {
    this.workspace = workspace;
    this.requests = requests;
    this.connection = connection;
  }

  /**
   * Joins an agent that lives in this process until closed. It is given no tasks unless it is
   * worked; an earlier session of the same id ends.
   */
  public AgentSession register(AgentProfile profile) {
    return new AgentSession(AgentLink.join(workspace, requests, connection, profile));
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

  public void status(AgentSession agent, AgentStatus status) {
    status(agent.id(), status);
  }
}
