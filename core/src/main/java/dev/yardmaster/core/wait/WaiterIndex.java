package dev.yardmaster.core.wait;

import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits where along the tree of resources, in the order of being served. O(depth x log n) per
 * waiter and entry.
 */
final class WaiterIndex {
  /** Where a waiter's entry lies, seen from a resource. */
  private enum Place {
    PLAIN,
    SUBTREE,
    BELOW
  }

  private record Key(String path, Place place, boolean shared) {}

  private final Map<Key, TreeSet<LockWaiter>> sets = new HashMap<>();
  private int subtrees;

  void add(LockWaiter waiter) {
    for (LockRequest lock : waiter.set()) {
      subtrees += lock.resource().isSubtree() ? 1 : 0;
      forEachKey(
          lock, key -> sets.computeIfAbsent(key, k -> new TreeSet<>(LockWaiter.ORDER)).add(waiter));
    }
  }

  void remove(LockWaiter waiter) {
    for (LockRequest lock : waiter.set()) {
      subtrees -= lock.resource().isSubtree() ? 1 : 0;
      forEachKey(
          lock,
          key -> {
            TreeSet<LockWaiter> set = sets.get(key);
            if (set != null && set.remove(waiter) && set.isEmpty()) {
              sets.remove(key);
            }
          });
    }
  }

  private static void forEachKey(LockRequest lock, Consumer<Key> action) {
    String path = lock.resource().path();
    boolean shared = lock.mode() == LockMode.SHARED;
    action.accept(new Key(path, lock.resource().isSubtree() ? Place.SUBTREE : Place.PLAIN, shared));
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      action.accept(new Key(path.substring(0, slash), Place.BELOW, shared));
    }
  }

  /** The sets of waiters that the entry conflicts with, permits with permits included. */
  private List<NavigableSet<LockWaiter>> conflicting(LockRequest lock) {
    if (sets.isEmpty()) {
      return List.of();
    }
    List<NavigableSet<LockWaiter>> found = new ArrayList<>(2);
    String path = lock.resource().path();
    boolean withShared = lock.mode() != LockMode.SHARED;
    collect(path, Place.PLAIN, withShared, found);
    if (lock.resource().isSubtree()) {
      collect(path, Place.BELOW, withShared, found);
    }
    if (subtrees > 0) {
      collect(path, Place.SUBTREE, withShared, found);
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        collect(path.substring(0, slash), Place.SUBTREE, withShared, found);
      }
    }
    return found;
  }

  private void collect(
      String path, Place place, boolean withShared, List<NavigableSet<LockWaiter>> found) {
    TreeSet<LockWaiter> others = sets.get(new Key(path, place, false));
    if (others != null) {
      found.add(others);
    }
    TreeSet<LockWaiter> shared = withShared ? sets.get(new Key(path, place, true)) : null;
    if (shared != null) {
      found.add(shared);
    }
  }

  /** The nearest waiter of another holder that conflicts with the entry and is served before. */
  @Nullable LockWaiter nearestAhead(LockRequest lock, LockWaiter of) {
    LockWaiter nearest = null;
    for (NavigableSet<LockWaiter> set : conflicting(lock)) {
      LockWaiter found = set.lower(of);
      while (found != null && found.holder().equals(of.holder())) {
        found = set.lower(found);
      }
      if (found != null && (nearest == null || LockWaiter.ORDER.compare(found, nearest) > 0)) {
        nearest = found;
      }
    }
    return nearest;
  }

  /** All waiters of other holders that conflict with the entry, those served before only. */
  void allAhead(LockRequest lock, LockWaiter of, Consumer<LockWaiter> action) {
    for (NavigableSet<LockWaiter> set : conflicting(lock)) {
      NavigableSet<LockWaiter> ahead = set.headSet(of, false);
      for (LockWaiter found : ahead) {
        if (!found.holder().equals(of.holder())) {
          action.accept(found);
        }
      }
    }
  }

  boolean isAheadOfSomebody(LockWaiter waiter) {
    for (LockRequest lock : waiter.set()) {
      for (NavigableSet<LockWaiter> set : conflicting(lock)) {
        for (LockWaiter later : set.tailSet(waiter, false)) {
          if (!later.holder().equals(waiter.holder())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** All waiters that conflict with the entry. */
  void all(LockRequest lock, Consumer<LockWaiter> action) {
    conflicting(lock).forEach(set -> set.forEach(action));
  }

  /** Whether somebody waits for what conflicts with the entry and began before that id. */
  boolean isAwaited(LockRequest lock, long beforeId) {
    for (NavigableSet<LockWaiter> set : conflicting(lock)) {
      if (beforeId == Long.MAX_VALUE) {
        return true;
      }
      for (LockWaiter waiter : set) {
        if (waiter.wait.id().value() < beforeId || waiter.isAdvanced()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether another holder waits for what conflicts with the entry. */
  boolean isAwaitedByOther(LockRequest lock, Holder holder) {
    for (NavigableSet<LockWaiter> set : conflicting(lock)) {
      for (LockWaiter waiter : set) {
        if (!waiter.holder().equals(holder)) {
          return true;
        }
      }
    }
    return false;
  }
}
