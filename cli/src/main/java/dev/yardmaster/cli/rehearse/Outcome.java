package dev.yardmaster.cli.rehearse;

/**
 * What came of one play.
 *
 * @param makespanMillis from the first assignment to the end of the last task
 * @param utilization share of the slots' time in which a task ran, 0 to 1
 * @param steals tasks moved before they were started
 */
record Outcome(Play play, long makespanMillis, double utilization, int steals) {}
