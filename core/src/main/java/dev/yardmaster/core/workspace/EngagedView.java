package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Wait;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session has a stake in, and whose end it must hear of: attempts in its hands, and waits
 * and grants of these and of the session itself.
 */
public record EngagedView(List<Holder.Attempt> attempts, List<Stake> stakes) {
  public EngagedView {
    attempts = List.copyOf(attempts);
    stakes = List.copyOf(stakes);
  }

  /** A wait or a grant, and who has it. */
  public record Stake(Holder holder, FencingToken token) {}

  static EngagedView of(Workspace workspace, AgentId id, FencingToken session) {
    Agent agent = workspace.agents().find(id);
    if (agent == null || !agent.isLive(session)) {
      return new EngagedView(List.of(), List.of());
    }
    List<Holder.Attempt> attempts = new ArrayList<>();
    List<Stake> stakes = new ArrayList<>();
    add(workspace, new Holder.Session(id, session), stakes);
    for (Task task : workspace.tasks().heldBy(session)) {
      if (task.state() instanceof TaskState.Held held) {
        Holder.Attempt attempt = new Holder.Attempt(task.id(), held.epoch());
        attempts.add(attempt);
        add(workspace, attempt, stakes);
      }
    }
    return new EngagedView(attempts, stakes);
  }

  private static void add(Workspace workspace, Holder holder, List<Stake> stakes) {
    for (Wait wait : workspace.waits().of(holder)) {
      stakes.add(new Stake(holder, wait.id()));
    }
    for (Grant grant : workspace.resources().heldBy(holder)) {
      if (!grant.token().equals(holder.token())) {
        stakes.add(new Stake(holder, grant.token()));
      }
    }
  }
}
