package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.BreakerName;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault a failed attempt was, and when whoever was called said to come back (R72).
 *
 * @param breaker one of those the task names: the failure counts on it, and it stays open until the
 *     time named, if any; null blames nobody
 * @param retryAfterMillis from now on, at most 30 days: the task is not tried again before; 0 says
 *     nothing
 */
public record Attribution(@Nullable BreakerName breaker, long retryAfterMillis) {
  public static final long MAX_RETRY_AFTER_MILLIS = 30L * 24 * 3600 * 1000;
  public static final Attribution NONE = new Attribution(null, 0);

  public Attribution {
    if (retryAfterMillis < 0 || retryAfterMillis > MAX_RETRY_AFTER_MILLIS) {
      throw new IllegalArgumentException(
          "Expected a retryAfter of 0 to %d ms, got %d"
              .formatted(MAX_RETRY_AFTER_MILLIS, retryAfterMillis));
    }
  }
}
