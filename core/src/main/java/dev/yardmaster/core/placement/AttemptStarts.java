package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;

/** Told of every assignment right after it was emitted, to write down what follows from it. */
@FunctionalInterface
public interface AttemptStarts {
  /** At most {@code Requirements.MAX_BREAKERS + 1} events. */
  void assigned(Task task, AgentId agent, FencingToken epoch, Turn turn);
}
