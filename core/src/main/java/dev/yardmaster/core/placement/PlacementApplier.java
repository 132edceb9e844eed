package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;

/** Applies placement events and learns from successes; decides nothing. */
public final class PlacementApplier {
  private final DurationModel durations;
  private PlacementPolicy policy = PlacementPolicy.DEFAULT;

  public PlacementApplier(DurationModel durations) {
    this.durations = durations;
  }

  public PlacementPolicy policy() {
    return policy;
  }

  public void apply(PlacementEvent event) {
    switch (event) {
      case PlacementEvent.PlacementPolicyChanged e -> policy = e.policy();
      case PlacementEvent.DurationRestored e -> durations.restore(e);
      case PlacementEvent.SlownessRestored e -> durations.restore(e);
      case PlacementEvent.PlacementRequested e -> {}
      case PlacementEvent.PlacementFellBack e -> {}
    }
  }

  /** A task of this type succeeded on this agent in so many milliseconds. */
  public void learn(String type, AgentId agent, long millis) {
    durations.learn(type, agent, millis);
  }
}
