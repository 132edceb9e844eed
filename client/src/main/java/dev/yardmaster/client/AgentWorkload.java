package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentProfile;
import java.util.List;

/**
 * What an agent has to do, as told to a {@link WorkStealingCoordinator}.
 *
 * {@snippet file="AloneExamplesTest.java" region="best"}
 *
 * @param running tasks it has begun
 * @param queued tasks given to it and not begun, in the order it will begin them
 * @param loadPercent how busy its machine is, 0-100; at 90 and more it is given nothing
 */
public record AgentWorkload(
    AgentProfile profile, List<Task> running, List<Task> queued, int loadPercent) {
  /** From this load on an agent is given nothing (R12). */
  public static final int BUSY_PERCENT = 90;

  /** Most tasks of one agent. */
  public static final int MAX_TASKS = 2 * AgentProfile.Slots.MAX;

  public AgentWorkload {
    running = List.copyOf(running);
    queued = List.copyOf(queued);
    if (loadPercent < 0 || loadPercent > 100) {
      throw new IllegalArgumentException(
          "Expected a load of 0 to 100 %% of agent %s, got %d"
              .formatted(profile.id(), loadPercent));
    }
    if (running.size() + queued.size() > MAX_TASKS) {
      throw new IllegalArgumentException(
          "Expected at most %d tasks of agent %s, got %d running and %d queued"
              .formatted(MAX_TASKS, profile.id(), running.size(), queued.size()));
    }
  }

  /** An agent without work. */
  public static AgentWorkload idle(AgentProfile profile) {
    return new AgentWorkload(profile, List.of(), List.of(), 0);
  }

  public AgentWorkload running(Task... tasks) {
    return new AgentWorkload(profile, List.of(tasks), queued, loadPercent);
  }

  public AgentWorkload queued(Task... tasks) {
    return new AgentWorkload(profile, running, List.of(tasks), loadPercent);
  }

  public AgentWorkload loadPercent(int value) {
    return new AgentWorkload(profile, running, queued, value);
  }

  /** Tasks running and queued. */
  public int held() {
    return running.size() + queued.size();
  }
}
