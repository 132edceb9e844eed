package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.agent.Presence;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Callers;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;

/** Callers as the workspace knows them: live sessions, and attempts running under them. */
final class LiveCallers implements Callers {
  private final AgentTable agents;
  private final TaskTable tasks;
  private final Presence presence;

  LiveCallers(AgentTable agents, TaskTable tasks, Presence presence) {
    this.agents = agents;
    this.tasks = tasks;
    this.presence = presence;
  }

  @Override
  public Resolution resolve(Caller caller, Turn turn) {
    Agent agent = agents.find(caller.agent());
    if (agent == null) {
      return new Stale(
          Refusal.notFound("Expected agent %s to exist; join first".formatted(caller.agent())));
    }
    if (!agent.isLive(caller.session())) {
      return new Stale(
          Refusal.staleToken(
              "Expected session %s of agent %s to be live, but it is %s with session %s; join again"
                  .formatted(caller.session(), agent.id(), agent.status(), agent.session())));
    }
    presence.seen(agent, turn.now().stateMillis());
    Caller.Attempt attempt = caller.attempt();
    if (attempt == null) {
      return new Speaks(agent, new Holder.Session(agent.id(), agent.session()));
    }
    Task task = tasks.find(attempt.task());
    if (task == null) {
      return new Stale(
          Refusal.notFound("Expected task %s to exist; it has ended".formatted(attempt.task())));
    }
    boolean running =
        task.state() instanceof TaskState.Running held
            && held.epoch().equals(attempt.epoch())
            && held.session().equals(agent.session());
    return running
        ? new Speaks(agent, new Holder.Attempt(task.id(), attempt.epoch()))
        : new Stale(
            Refusal.staleToken(
                "Expected agent %s to run task %s under epoch %s, but the task is %s; stop working on it"
                    .formatted(agent.id(), task.id(), attempt.epoch(), task.state().name())));
  }
}
