package dev.yardmaster.core.resource;

import dev.yardmaster.core.machine.Hashing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource of the tree: its capacity, who holds it, and who holds what lies below. Changed only
 * by {@link ResourceApplier}.
 */
public final class Resource {
  private final String path;
  private final @Nullable Resource parent;
  private int children;
  private int capacity;
  private Refill refill = Refill.NONE;
  private long level;
  private long levelAtMillis;
  private int permitsInUse;

  /** Holds of this very resource, of the subtree that begins here, and of anything below. */
  private @Nullable Zone plain;

  private @Nullable Zone subtree;
  private @Nullable Zone below;

  Resource(String path, @Nullable Resource parent) {
    this.path = path;
    this.parent = parent;
    if (parent != null) {
      parent.children++;
    }
  }

  public String path() {
    return path;
  }

  /** Permits in all; 0 when none were declared. */
  public int capacity() {
    return capacity;
  }

  public Refill refill() {
    return refill;
  }

  /** Permits lent out and not released; always 0 where permits are used up. */
  public int permitsInUse() {
    return permitsInUse;
  }

  /** Permits that can be taken now; negative while more was charged than came back. */
  public long permitsLeft(long nowMillis) {
    return refill.isNone() ? (long) capacity - permitsInUse : level(nowMillis);
  }

  /** When so many permits will be left if nobody takes any; {@code Long.MAX_VALUE} if unknown. */
  public long permitsLeftAtMillis(int permits, long nowMillis) {
    if (refill.isNone() || permits > capacity) {
      return Long.MAX_VALUE;
    }
    long missing = permits - level(nowMillis);
    if (missing <= 0) {
      return nowMillis;
    }
    long intervals = (permits - level + refill.amount() - 1) / refill.amount();
    return levelAtMillis + intervals * refill.intervalMillis();
  }

  /** The grants on this very resource or on the subtree that begins here. */
  public List<Grant> grants() {
    List<Grant> grants = new ArrayList<>();
    for (Zone zone : new @Nullable Zone[] {plain, subtree}) {
      for (LockMode mode : LockMode.values()) {
        if (zone != null) {
          zone.of(mode).all().forEach(hold -> grants.add(hold.grant));
        }
      }
    }
    return grants;
  }

  /** Whether it is declared or held itself, not only something below it. */
  public boolean isUsed() {
    return capacity > 0 || plain != null || subtree != null;
  }

  boolean isIdle() {
    return !isUsed() && children == 0;
  }

  @Nullable Resource parent() {
    return parent;
  }

  void detach() {
    if (parent != null) {
      parent.children--;
    }
  }

  void declare(int value, Refill newRefill, long nowMillis) {
    level = refill.isNone() || newRefill.isNone() ? value : Math.min(value, level(nowMillis));
    levelAtMillis = nowMillis;
    capacity = value;
    refill = newRefill;
  }

  void level(long value, long atMillis) {
    level = value;
    levelAtMillis = atMillis;
  }

  void use(long permits, long nowMillis) {
    long before = level(nowMillis);
    if (before == capacity) {
      levelAtMillis = nowMillis;
    } else {
      levelAtMillis += elapsed(nowMillis) * refill.intervalMillis();
    }
    level = before - permits;
  }

  private long level(long nowMillis) {
    return Math.min(capacity, level + elapsed(nowMillis) * refill.amount());
  }

  private long elapsed(long nowMillis) {
    return (nowMillis - levelAtMillis) / refill.intervalMillis();
  }

  long level() {
    return level;
  }

  long levelAtMillis() {
    return levelAtMillis;
  }

  void take(Hold hold, long nowMillis) {
    if (hold.request.resource().isSubtree()) {
      subtree = added(subtree, hold);
    } else {
      plain = added(plain, hold);
    }
    if (hold.request.mode() == LockMode.PERMITS) {
      if (refill.isNone()) {
        permitsInUse += hold.request.permits();
      } else {
        use(hold.request.permits(), nowMillis);
      }
    }
    for (Resource above = parent; above != null; above = above.parent) {
      above.below = added(above.below, hold);
    }
  }

  void free(Hold hold) {
    if (hold.request.resource().isSubtree()) {
      subtree = removed(subtree, hold);
    } else {
      plain = removed(plain, hold);
    }
    if (hold.request.mode() == LockMode.PERMITS && refill.isNone()) {
      permitsInUse -= hold.request.permits();
    }
    for (Resource above = parent; above != null; above = above.parent) {
      above.below = removed(above.below, hold);
    }
  }

  private static Zone added(@Nullable Zone zone, Hold hold) {
    Zone into = zone == null ? new Zone() : zone;
    into.add(hold);
    return into;
  }

  private static @Nullable Zone removed(@Nullable Zone zone, Hold hold) {
    if (zone == null) {
      throw new IllegalStateException("Expected the hold " + hold);
    }
    zone.remove(hold);
    return zone.isEmpty() ? null : zone;
  }

  @Nullable Zone plain() {
    return plain;
  }

  @Nullable Zone subtree() {
    return subtree;
  }

  @Nullable Zone below() {
    return below;
  }

  /** The holders of its permits. */
  Collection<Hold> permitHolds() {
    return plain == null ? List.of() : plain.of(LockMode.PERMITS).all();
  }

  long hash() {
    if (capacity == 0) {
      return 0;
    }
    long h = Hashing.fold(Hashing.fold(2, path), capacity);
    h = Hashing.fold(Hashing.fold(h, refill.amount()), refill.intervalMillis());
    return refill.isNone() ? h : Hashing.fold(Hashing.fold(h, level), levelAtMillis);
  }
}
