package dev.yardmaster.core.deadlock;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Holder;

/** Who waits, and who is waited for. */
public sealed interface Node {
  /** A session or an attempt. */
  record OfHolder(Holder holder) implements Node {
    @Override
    public String toString() {
      return holder.toString();
    }
  }

  /** An agent that does one thing at a time, whoever of it waits. */
  record OfAgent(AgentId agent) implements Node {
    @Override
    public String toString() {
      return "agent " + agent;
    }
  }

  /** A task that has not ended, whoever has it. */
  record OfTask(TaskId task) implements Node {
    @Override
    public String toString() {
      return "task " + task;
    }
  }
}
