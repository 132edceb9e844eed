package dev.yardmaster.client;

/**
 * The work of all agents of a {@link WorkStealingCoordinator}.
 *
 * {@snippet file="AloneExamplesTest.java" region="steals"}
 *
 * @param mostHeld tasks of the agent that has most
 * @param leastHeld tasks of the agent that has fewest
 * @param utilization busy slots of all slots, 0 to 1
 */
public record WorkloadStats(
    int agents, int running, int queued, int mostHeld, int leastHeld, double utilization) {
  /** Tasks running and queued per agent; 0 without agents. */
  public double meanHeld() {
    return agents == 0 ? 0 : (running + queued) / (double) agents;
  }
}
