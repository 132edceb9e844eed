package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** One entry of a lock set: a resource, a mode, and a number of permits (0 unless PERMITS). */
public record LockRequest(ResourceName resource, LockMode mode, int permits) {
  public static final int MAX_PERMITS = 1_000_000;

  /** Most entries of one set. */
  public static final int MAX_SET = 64;

  public LockRequest {
    if (mode == LockMode.PERMITS && (permits < 1 || permits > MAX_PERMITS)) {
      throw new IllegalArgumentException(
          "Expected 1 to %d permits of %s, got %d".formatted(MAX_PERMITS, resource, permits));
    }
    if (mode == LockMode.PERMITS && resource.isSubtree()) {
      throw new IllegalArgumentException(
          "Expected permits of one resource, got subtree %s; name the resource itself"
              .formatted(resource));
    }
    if (mode != LockMode.PERMITS && permits != 0) {
      throw new IllegalArgumentException(
          "Expected no permits with mode %s of %s, got %d".formatted(mode, resource, permits));
    }
  }

  /** The entries as a set: by resource, each once, at most {@value #MAX_SET}. */
  public static List<LockRequest> set(Collection<LockRequest> locks) {
    if (locks.size() > MAX_SET) {
      throw new IllegalArgumentException(
          "Expected at most %d locks, got %d; lock a subtree or fewer resources"
              .formatted(MAX_SET, locks.size()));
    }
    if (locks.size() <= 1) {
      return List.copyOf(locks);
    }
    List<LockRequest> ordered = new ArrayList<>(locks);
    ordered.sort(Comparator.comparing(LockRequest::resource));
    for (int i = 1; i < ordered.size(); i++) {
      if (ordered.get(i).resource.equals(ordered.get(i - 1).resource)) {
        throw new IllegalArgumentException(
            "Expected each resource once in a lock set, got %s twice; merge the entries"
                .formatted(ordered.get(i).resource));
      }
    }
    return List.copyOf(ordered);
  }

  /** Whether two holders cannot have both at once, whatever the number of permits. */
  public boolean conflictsWith(LockRequest other) {
    return !mode.goesWith(other.mode) && resource.overlaps(other.resource);
  }

  /** Whether who holds this has no need of the other. */
  boolean covers(LockRequest other) {
    boolean strong =
        other.mode != LockMode.PERMITS && (mode == LockMode.EXCLUSIVE || mode == other.mode);
    return strong && resource.covers(other.resource);
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
