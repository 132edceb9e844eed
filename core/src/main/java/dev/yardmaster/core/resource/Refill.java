package dev.yardmaster.core.resource;

/**
 * How a rate or budget comes back (R50): {@code amount} permits every {@code intervalMillis}, up to
 * the capacity. Permits of such a resource are used up when taken; releasing them gives nothing
 * back.
 */
public record Refill(int amount, long intervalMillis) {
  /** Permits are only lent: they come back when released. */
  public static final Refill NONE = new Refill(0, 0);

  public static final long MAX_INTERVAL_MILLIS = 366L * 24 * 3_600_000;

  public Refill {
    boolean none = amount == 0 && intervalMillis == 0;
    boolean some =
        amount >= 1
            && amount <= LockRequest.MAX_PERMITS
            && intervalMillis >= 1
            && intervalMillis <= MAX_INTERVAL_MILLIS;
    if (!none && !some) {
      throw new IllegalArgumentException(
          "Expected a refill of 1 to %d permits every 1 to %d ms, got %d every %d ms"
              .formatted(LockRequest.MAX_PERMITS, MAX_INTERVAL_MILLIS, amount, intervalMillis));
    }
  }

  public boolean isNone() {
    return amount == 0;
  }
}
