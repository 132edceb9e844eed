package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent as it stood when asked; without its handle, which is a secret.
 *
 * @param slowness learned: 1 is ordinary, 2 takes twice as long
 */
public record AgentView(
    AgentProfile profile,
    AgentStatus status,
    FencingToken session,
    List<TaskId> running,
    List<TaskId> assigned,
    double slowness) {
  static AgentView of(Workspace workspace, Agent agent) {
    List<TaskId> running = new ArrayList<>();
    List<TaskId> assigned = new ArrayList<>();
    for (Task task : workspace.tasks().heldBy(agent.session())) {
      (task.state() instanceof TaskState.Assigned ? assigned : running).add(task.id());
    }
    return new AgentView(
        agent.profile(),
        agent.status(),
        agent.session(),
        List.copyOf(running),
        List.copyOf(assigned),
        workspace.durations().slowness(agent.id()));
  }
}
