package dev.yardmaster.engine;

/**
 * The bounds of an {@link Inbox}.
 *
 * @param expectedWaitMillis it holds what is served within this time at the measured rate
 * @param minCommands but never less than this
 * @param maxCommands and never more than this
 * @param maxBytes nor more weight than this
 * @param quietLane a lane with fewer waiting than this may use the last eighth of the room, so that
 *     a flood in one lane does not shut the others out
 */
public record InboxOptions(
    int expectedWaitMillis, int minCommands, int maxCommands, long maxBytes, int quietLane) {
  public static final InboxOptions DEFAULTS = new InboxOptions(20, 4_096, 65_536, 64L << 20, 16);

  public InboxOptions {
    if (expectedWaitMillis < 1
        || minCommands < 8
        || maxCommands < minCommands
        || maxBytes < 1
        || quietLane < 1) {
      throw new IllegalArgumentException(
          "Expected positive bounds and 8 <= minCommands <= maxCommands, got %d, %d, %d, %d, %d"
              .formatted(expectedWaitMillis, minCommands, maxCommands, maxBytes, quietLane));
    }
  }
}
