package dev.yardmaster.cli.rehearse;

import dev.yardmaster.core.placement.BuiltInStrategy;
import dev.yardmaster.core.placement.PlacementPolicy;

/** One way to place the tasks: a strategy, with work stealing or without. */
record Play(BuiltInStrategy strategy, boolean stealing) {

  PlacementPolicy policy() {
    return new PlacementPolicy(
        strategy.title(),
        stealing ? PlacementPolicy.Stealing.DEFAULT : PlacementPolicy.Stealing.OFF);
  }
}
