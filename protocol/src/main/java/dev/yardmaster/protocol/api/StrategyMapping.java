package dev.yardmaster.protocol.api;

import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.ConflictEvent.ResolutionRequested;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.protocol.log.ConflictMapping;
import dev.yardmaster.protocol.log.PlacementMapping;
import dev.yardmaster.protocol.log.v1.ConflictProto;
import dev.yardmaster.protocol.log.v1.PlacementProto;
import dev.yardmaster.protocol.v1.StrategyQuestion;

/** What users' strategies are asked, as messages and back. */
public final class StrategyMapping {
  private StrategyMapping() {}

  public static PlacementProto.PlacementRequested write(PlacementRequested from) {
    return PlacementMapping.write((PlacementEvent) from).getRequested();
  }

  public static ConflictProto.ResolutionRequested write(ResolutionRequested from) {
    return ConflictMapping.write((ConflictEvent) from).getResolutionRequested();
  }

  /** The question of placing a task. */
  public static PlacementRequested placement(StrategyQuestion from) {
    PlacementEvent event =
        PlacementMapping.read(
            PlacementProto.PlacementEvent.newBuilder().setRequested(from.getPlacement()).build());
    if (event instanceof PlacementRequested requested) {
      return requested;
    }
    throw new IllegalStateException("Expected a question of placement, got " + event);
  }

  /** The question of who wins a conflict. */
  public static ResolutionRequested conflict(StrategyQuestion from) {
    ConflictEvent event =
        ConflictMapping.read(
            ConflictProto.ConflictEvent.newBuilder()
                .setResolutionRequested(from.getConflict())
                .build());
    if (event instanceof ResolutionRequested requested) {
      return requested;
    }
    throw new IllegalStateException("Expected a question about a conflict, got " + event);
  }

  public static dev.yardmaster.protocol.v1.StrategyUse write(StrategyUse from) {
    return switch (from) {
      case PLACEMENT -> dev.yardmaster.protocol.v1.StrategyUse.STRATEGY_USE_PLACEMENT;
      case CONFLICT -> dev.yardmaster.protocol.v1.StrategyUse.STRATEGY_USE_CONFLICT;
    };
  }
}
