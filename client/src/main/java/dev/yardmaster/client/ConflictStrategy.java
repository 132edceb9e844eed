package dev.yardmaster.client;

import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.protocol.connection.ConflictChoice;

/**
 * A rule of the user's own for who wins a conflict.
 *
 * {@snippet file="ConflictExamplesTest.java" region="strategy"}
 */
@FunctionalInterface
public interface ConflictStrategy {
  /**
   * Lets one of the parties win. It runs in the process that registered it, one question at a time,
   * and has 50 ms from the question's making, of which reading the conflict took some; an answer
   * that is late, null, thrown or no party leaves the choice to {@code priority}, and a {@code
   * ResolutionFellBack} event says so.
   */
  ConflictChoice choose(ConflictView conflict);
}
