package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;

/** A strategy of the user's own: chooses one of the candidates, within 50 ms. */
@FunctionalInterface
public interface PlacementHandler {
  /** An answer that is late, thrown or no candidate leaves the choice to {@code capability}. */
  PlacementChoice choose(PlacementRequested request);
}
