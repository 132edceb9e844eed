package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.Text;

/**
 * How a workspace places tasks.
 *
 * @param strategy name of a built-in strategy, or of a user's own
 */
public record PlacementPolicy(String strategy, Stealing stealing) {
  public static final PlacementPolicy DEFAULT = new PlacementPolicy("capability", Stealing.DEFAULT);

  /**
   * Work stealing among agents that prefetch (R33).
   *
   * @param threshold smallest difference in held tasks that moves work
   * @param maxBatch most tasks moved at once
   */
  public record Stealing(boolean enabled, int threshold, int maxBatch, long intervalMillis) {
    public static final Stealing DEFAULT = new Stealing(true, 3, 2, 5_000);
    public static final Stealing OFF = new Stealing(false, 3, 2, 5_000);

    public Stealing {
      if (threshold < 1 || maxBatch < 1 || maxBatch > 1_000 || intervalMillis < 100) {
        throw new IllegalArgumentException(
            "Expected stealThreshold >= 1, maxStealBatch 1-1000, stealInterval >= 100 ms, got %d, %d, %d"
                .formatted(threshold, maxBatch, intervalMillis));
      }
    }
  }

  public PlacementPolicy {
    Text.check("the strategy's name", strategy);
    if (strategy.isEmpty() || strategy.length() > 128) {
      throw new IllegalArgumentException("Expected a strategy name of 1 to 128 characters");
    }
  }

  public PlacementPolicy strategy(String name) {
    return new PlacementPolicy(name, stealing);
  }

  public PlacementPolicy stealing(Stealing value) {
    return new PlacementPolicy(strategy, value);
  }
}
