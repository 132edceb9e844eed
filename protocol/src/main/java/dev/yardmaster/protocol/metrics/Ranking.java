package dev.yardmaster.protocol.metrics;

/** What a top list ranks; the greatest first. */
public enum Ranking {
  /** Resources by the time they were held since the engine's start, in seconds. */
  BUSIEST_RESOURCES,
  /** Resources by how often somebody had to wait for them. */
  MOST_CONTENDED_RESOURCES,
  /** Running tasks by how long they have run, in seconds of state time. */
  LONGEST_RUNNING_TASKS,
  /** Types of tasks by their mean run time, in seconds. */
  SLOWEST_TYPES,
  /** Types of tasks by failed attempts: repeated ones and final ones. */
  MOST_FAILING_TYPES
}
