package dev.yardmaster.cli.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of a task; null means none.
 *
 * @param timeout longest run of one attempt (R20's {@code startToClose})
 * @param scheduleToStart longest wait between being ready and running
 * @param heartbeat longest silence of a running attempt
 * @param deadline when the task must have ended
 * @param notBefore earliest start
 */
public record TaskTiming(
    @Nullable Duration timeout,
    @Nullable Duration scheduleToStart,
    @Nullable Duration heartbeat,
    @Nullable PlanMoment deadline,
    @Nullable PlanMoment notBefore) {

  /** No clock at all. */
  public static final TaskTiming NONE = new TaskTiming(null, null, null, null, null);
}
