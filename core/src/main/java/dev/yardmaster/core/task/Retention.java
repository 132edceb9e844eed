package dev.yardmaster.core.task;

/**
 * How much of what is over stays in memory, so that it can be read there (R21, R23). Only the
 * leader asks; a follower does as the log says.
 *
 * @param finished succeeded tasks outside plans, and tasks of plans that succeeded whole, counted
 *     apart; the plan that finished last stays whatever its size
 * @param plans plans that succeeded whole, however few tasks they have
 * @param deadLetters tasks outside plans that ended otherwise
 * @param keptMillis how long a plan stays after its last task has ended, however it ended, and a
 *     dead letter outside plans
 */
public record Retention(int finished, int plans, int deadLetters, long keptMillis) {
  public static final Retention DEFAULT =
      new Retention(10_000, 1_000, 10_000, Tombstones.KEPT_MILLIS);
}
