package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One resource: its capacity and who holds it. Changed only by {@link ResourceApplier}. */
public final class Resource {
  private final ResourceName name;
  private int capacity;
  private int permitsInUse;
  private int exclusive;
  private int shared;
  private final Map<Holder, LockRequest> holders = new LinkedHashMap<>();

  Resource(ResourceName name) {
    this.name = name;
  }

  public ResourceName name() {
    return name;
  }

  /** Permits in all; 0 when none were declared. */
  public int capacity() {
    return capacity;
  }

  public int permitsInUse() {
    return permitsInUse;
  }

  public Collection<Holder> holders() {
    return Collections.unmodifiableCollection(holders.keySet());
  }

  /** Whether the request could be granted beside the present holders (S7). */
  public boolean admits(LockRequest request) {
    return switch (request.mode()) {
      case EXCLUSIVE -> holders.isEmpty();
      case SHARED -> exclusive == 0 && permitsInUse == 0;
      case PERMITS -> exclusive == 0 && shared == 0 && permitsInUse + request.permits() <= capacity;
    };
  }

  boolean isIdle() {
    return capacity == 0 && holders.isEmpty();
  }

  void declare(int value) {
    capacity = value;
  }

  void take(Holder holder, LockRequest request) {
    if (!admits(request)) {
      throw new IllegalStateException(
          "Expected %s to admit %s for %s, held by %s".formatted(name, request, holder, holders));
    }
    holders.put(holder, request);
    count(request, 1);
  }

  void free(Holder holder) {
    LockRequest request = holders.remove(holder);
    if (request == null) {
      throw new IllegalStateException("Expected %s to be held by %s".formatted(name, holder));
    }
    count(request, -1);
  }

  private void count(LockRequest request, int by) {
    switch (request.mode()) {
      case EXCLUSIVE -> exclusive += by;
      case SHARED -> shared += by;
      case PERMITS -> permitsInUse += by * request.permits();
    }
  }

  /** Recounts what the counters claim. */
  boolean isConsistent() {
    int permits = 0;
    int exclusives = 0;
    int shares = 0;
    for (LockRequest request : holders.values()) {
      switch (request.mode()) {
        case EXCLUSIVE -> exclusives++;
        case SHARED -> shares++;
        case PERMITS -> permits += request.permits();
      }
    }
    boolean alone = exclusives == 0 || holders.size() == 1;
    boolean unmixed = shares == 0 || permits == 0;
    return alone
        && unmixed
        && permits == permitsInUse
        && exclusives == exclusive
        && shares == shared;
  }
}
