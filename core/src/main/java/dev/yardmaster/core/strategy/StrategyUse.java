package dev.yardmaster.core.strategy;

/** What a user's strategy is asked about; one name may stand for a strategy of each. */
public enum StrategyUse {
  /** Which agent gets a task. */
  PLACEMENT,
  /** Who wins a conflict. */
  CONFLICT
}
