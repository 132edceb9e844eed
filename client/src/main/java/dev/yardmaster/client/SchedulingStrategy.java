package dev.yardmaster.client;

import dev.yardmaster.protocol.connection.PlacementChoice;

/**
 * A rule of the user's own for which agent gets a task.
 *
 * {@snippet file="TaskExamplesTest.java" region="strategy"}
 */
@FunctionalInterface
public interface SchedulingStrategy {
  /**
   * Chooses one of the candidates. It runs in the process that registered it, one question at a
   * time, and has 50 ms from the question's making; an answer that is late, null, thrown or no
   * candidate leaves the choice to {@code capability}, and a {@code PlacementFellBack} event says
   * so.
   */
  PlacementChoice choose(SchedulingRequest request);
}
