package dev.yardmaster.core.graph;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Upward ranks: per task, the longest sum of estimates from it (included) down through its
 * dependents. The rank of HEFT (Topcuoglu, Hariri, Wu, IEEE TPDS 2002), without transfer costs.
 */
final class LongestPaths<T> {
  private final TaskSlots<T> slots;

  /** Nanoseconds by slot; empty slots hold zero. */
  private final long[] ranks;

  LongestPaths(TaskSlots<T> slots, Function<? super T, Duration> estimate) {
    this.slots = slots;
    this.ranks = new long[slots.end()];
    int[] order = TopologicalOrder.of(slots);
    for (int i = order.length - 1; i >= 0; i--) {
      int next = nextOnPath(order[i]);
      ranks[order[i]] = sum(order[i], estimate, next == TaskSlots.NONE ? 0 : ranks[next]);
    }
  }

  private long sum(int slot, Function<? super T, Duration> estimate, long rest) {
    T id = slots.id(slot);
    Duration own = estimate.apply(id);
    if (own.isNegative()) {
      throw refused(id, own.toString());
    }
    try {
      return Math.addExact(own.toNanos(), rest);
    } catch (ArithmeticException beyondLong) {
      throw refused(id, own + " followed by " + Duration.ofNanos(rest));
    }
  }

  private static DependencyGraphException refused(Object id, String actual) {
    return new DependencyGraphException(new GraphRefusal.InvalidEstimate(id, actual));
  }

  /** The live dependent with the greatest rank; among equals the earliest inserted. */
  private int nextOnPath(int slot) {
    Edges edges = slots.edges();
    int best = TaskSlots.NONE;
    for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
      int dependent = edges.dependent(e);
      if (slots.isLive(dependent) && (best == TaskSlots.NONE || precedes(dependent, best))) {
        best = dependent;
      }
    }
    return best;
  }

  private boolean precedes(int slot, int other) {
    return ranks[slot] > ranks[other] || (ranks[slot] == ranks[other] && slot < other);
  }

  Map<T, Duration> ranks() {
    Map<T, Duration> byTask = LinkedHashMap.newLinkedHashMap(slots.liveTasks());
    for (int slot = 0; slot < ranks.length; slot++) {
      if (slots.isLive(slot)) {
        byTask.put(slots.id(slot), Duration.ofNanos(ranks[slot]));
      }
    }
    return byTask;
  }

  CriticalPath<T> criticalPath() {
    int start = TaskSlots.NONE;
    for (int slot = 0; slot < ranks.length; slot++) {
      if (slots.isLive(slot) && (start == TaskSlots.NONE || precedes(slot, start))) {
        start = slot;
      }
    }
    if (start == TaskSlots.NONE) {
      return new CriticalPath<>(List.of(), Duration.ZERO);
    }
    IntList path = new IntList();
    for (int slot = start; slot != TaskSlots.NONE; slot = nextOnPath(slot)) {
      path.add(slot);
    }
    return new CriticalPath<>(slots.ids(path.toArray()), Duration.ofNanos(ranks[start]));
  }
}
