package dev.yardmaster.core.agent;

/** Told of every change of an agent right after it was applied; keeps derived indexes current. */
@FunctionalInterface
public interface AgentObserver {
  AgentObserver NONE = agent -> {};

  void changed(Agent agent);
}
