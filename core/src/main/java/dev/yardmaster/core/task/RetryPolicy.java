package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.Text;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How failed attempts are repeated (R20): attempts = 1 + maxRetries, waits growing by factor.
 *
 * @param maxRetries 0-1,000
 * @param backoff first wait, growth, jitter and cap
 * @param nonRetryable error types that fail the task at once
 */
public record RetryPolicy(int maxRetries, Backoff backoff, SortedSet<String> nonRetryable) {
  public static final int MAX_RETRIES = 1_000;
  public static final int MAX_NON_RETRYABLE = 64;
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(2, Backoff.DEFAULT, Collections.emptySortedSet());

  /**
   * The wait before the n-th repetition: delay x factor^(n-1), at most cap, varied by up to
   * +-jitter.
   *
   * @param factorPercent 100-1,000
   * @param jitterPercent 0-100
   */
  public record Backoff(long delayMillis, int factorPercent, int jitterPercent, long capMillis) {
    public static final Backoff DEFAULT = new Backoff(1_000, 200, 20, 5 * 60_000);

    public Backoff {
      if (delayMillis < 0 || capMillis < delayMillis || capMillis > Timeouts.MAX_MILLIS) {
        throw new IllegalArgumentException(
            "Expected 0 <= delay <= cap, got %d and %d ms".formatted(delayMillis, capMillis));
      }
      if (factorPercent < 100
          || factorPercent > 1_000
          || jitterPercent < 0
          || jitterPercent > 100) {
        throw new IllegalArgumentException(
            "Expected a factor of 1 to 10 and a jitter of 0 to 100 %%, got %d %% and %d %%"
                .formatted(factorPercent, jitterPercent));
      }
    }

    /**
     * The wait before repetition {@code n} (from 1), in milliseconds; jitter taken from the bits.
     */
    public long waitMillis(int n, long entropy) {
      double wait = (double) delayMillis;
      for (int i = 1; i < n && wait < capMillis; i++) {
        wait = wait * factorPercent / 100.0;
      }
      wait = Math.min(wait, (double) capMillis);
      double unit = (entropy >>> 11) * 0x1.0p-53 * 2 - 1;
      return Math.min(capMillis, Math.max(0, (long) (wait + wait * unit * jitterPercent / 100.0)));
    }
  }

  public RetryPolicy {
    if (maxRetries < 0 || maxRetries > MAX_RETRIES) {
      throw new IllegalArgumentException(
          "Expected maxRetries of 0 to %d, got %d".formatted(MAX_RETRIES, maxRetries));
    }
    if (nonRetryable.size() > MAX_NON_RETRYABLE) {
      throw new IllegalArgumentException(
          "Expected at most %d non-retryable types, got %d"
              .formatted(MAX_NON_RETRYABLE, nonRetryable.size()));
    }
    nonRetryable.forEach(type -> Text.checkShort("a non-retryable type", type));
    nonRetryable =
        nonRetryable.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(nonRetryable));
  }

  public int maxAttempts() {
    return 1 + maxRetries;
  }
}
