package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;

/** One entry of a lock set: a resource, a mode, and a number of permits (0 unless PERMITS). */
public record LockRequest(ResourceName resource, LockMode mode, int permits) {
  public static final int MAX_PERMITS = 1_000_000;

  public LockRequest {
    if (mode == LockMode.PERMITS && (permits < 1 || permits > MAX_PERMITS)) {
      throw new IllegalArgumentException(
          "Expected 1 to %d permits of %s, got %d".formatted(MAX_PERMITS, resource, permits));
    }
    if (mode != LockMode.PERMITS && permits != 0) {
      throw new IllegalArgumentException(
          "Expected no permits with mode %s of %s, got %d".formatted(mode, resource, permits));
    }
  }

  public static LockRequest exclusive(String resource) {
    return new LockRequest(ResourceName.of(resource), LockMode.EXCLUSIVE, 0);
  }

  public static LockRequest shared(String resource) {
    return new LockRequest(ResourceName.of(resource), LockMode.SHARED, 0);
  }

  public static LockRequest permits(String resource, int permits) {
    return new LockRequest(ResourceName.of(resource), LockMode.PERMITS, permits);
  }
}
