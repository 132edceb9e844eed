package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;

/** Who holds a lock (R51): an attempt of a task, or an agent's session outside any attempt. */
public sealed interface Holder {
  /** The token that makes this holder distinct from every earlier one. */
  FencingToken token();

  /** An attempt, known by its epoch. */
  record Attempt(TaskId task, FencingToken token) implements Holder {
    @Override
    public String toString() {
      return "task " + task + " (token " + token + ")";
    }
  }

  /** An agent's session. */
  record Session(AgentId agent, FencingToken token) implements Holder {
    @Override
    public String toString() {
      return "agent " + agent + " (token " + token + ")";
    }
  }
}
