package dev.yardmaster.core.shard;

/**
 * The number by which a request is known when it is sent again (R2).
 *
 * @param session the logged client session
 * @param sequence from 1, rising, per session
 * @param lowestUnanswered no answer below this is still awaited by the client
 */
public record RequestKey(long session, long sequence, long lowestUnanswered) implements RepeatKey {
  /** Most requests between the lowest unanswered and the newest. */
  public static final int MAX_OUTSTANDING = 1_024;

  public RequestKey {
    if (session < 1 || sequence < 1 || lowestUnanswered < 1 || lowestUnanswered > sequence) {
      throw new IllegalArgumentException(
          "Expected session, sequence >= 1 and lowest unanswered of 1 to sequence, got %d, %d, %d"
              .formatted(session, sequence, lowestUnanswered));
    }
  }
}
