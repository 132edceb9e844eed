package dev.yardmaster.core.graph;

/** What a task expects of the end of a task it depends on. */
public enum Condition {
  /** The dependency must complete; if it ends in any other way, the dependent is skipped. */
  ON_SUCCESS,
  /** The dependency must end, no matter how: completed, failed, cancelled or skipped. */
  ON_COMPLETION
}
