package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.protocol.connection.PlacementChoice;
import java.util.List;
import java.util.Optional;

/**
 * A task that waits for a user's strategy to choose its agent.
 *
 * {@snippet file="TaskExamplesTest.java" region="strategy"}
 */
public final class SchedulingRequest {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final PlacementRequested request;

  SchedulingRequest(WorkspaceId workspace, Requests requests, PlacementRequested request) {
    this.workspace = workspace;
    this.requests = requests;
    this.request = request;
  }

  public TaskId task() {
    return request.task();
  }

  /** Agents that can do it and ask for work, at most 64, at least one. */
  public List<AgentId> candidates() {
    return request.candidates();
  }

  /** Asks for the task as it is now; this takes of the 50 ms. */
  public Optional<TaskView> taskView() {
    return requests.query(workspace, new Query.OfTask(request.task()));
  }

  /** Asks for a candidate as it is now; this takes of the 50 ms. */
  public Optional<AgentView> agentView(AgentId agent) {
    return requests.query(workspace, new Query.OfAgent(agent));
  }

  /** The answer: this agent, and why, in words for {@code explain}. */
  public PlacementChoice choose(AgentId agent, String reason) {
    return new PlacementChoice(agent, reason);
  }
}
