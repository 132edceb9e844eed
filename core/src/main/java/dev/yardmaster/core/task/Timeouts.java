package dev.yardmaster.core.task;

/**
 * How long a task may take; milliseconds of state time, 0 is no limit.
 *
 * @param scheduleToStartMillis from READY until started
 * @param startToCloseMillis from started until ended, per attempt
 * @param heartbeatMillis between signs of life of a running attempt
 */
public record Timeouts(long scheduleToStartMillis, long startToCloseMillis, long heartbeatMillis) {
  /** The longest limit: ten years. */
  public static final long MAX_MILLIS = 10L * 366 * 24 * 3600 * 1000;

  public static final Timeouts NONE = new Timeouts(0, 0, 0);

  public Timeouts {
    check("scheduleToStart", scheduleToStartMillis);
    check("startToClose", startToCloseMillis);
    check("heartbeat", heartbeatMillis);
  }

  private static void check(String name, long millis) {
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "Expected %s of 0 to %d ms, got %d".formatted(name, MAX_MILLIS, millis));
    }
  }
}
