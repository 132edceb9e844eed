package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.conflict.ConflictEvent.ResolutionRequested;

/** A strategy of the user's own for conflicts: lets one of the parties win, within 50 ms. */
@FunctionalInterface
public interface ConflictHandler {
  /** An answer that is late, thrown or no party leaves the choice to {@code priority}. */
  ConflictChoice choose(ResolutionRequested request);
}
