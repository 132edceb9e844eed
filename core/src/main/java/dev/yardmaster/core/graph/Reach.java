package dev.yardmaster.core.graph;

import java.util.Arrays;
import java.util.BitSet;

/** What depends, directly or not, on one slot. A worklist, no recursion. */
final class Reach {
  private Reach() {}

  /** All live dependents of {@code from}, ascending, without itself. */
  static int[] dependents(TaskSlots<?> slots, int from) {
    Edges edges = slots.edges();
    BitSet seen = new BitSet(slots.end());
    IntList found = new IntList();
    found.add(from);
    for (int i = 0; i < found.size(); i++) {
      for (int e = edges.firstDependent(found.get(i));
          e != Edges.NONE;
          e = edges.nextDependent(e)) {
        int dependent = edges.dependent(e);
        if (slots.isLive(dependent) && !seen.get(dependent)) {
          seen.set(dependent);
          found.add(dependent);
        }
      }
    }
    return seen.stream().toArray();
  }

  /**
   * Breadth-first from {@code from} until {@code to}: per slot the one it was reached from, else
   * {@link TaskSlots#NONE}.
   */
  static int[] parents(TaskSlots<?> slots, int from, int to) {
    Edges edges = slots.edges();
    int[] parents = new int[slots.end()];
    Arrays.fill(parents, TaskSlots.NONE);
    IntList queue = new IntList();
    queue.add(from);
    for (int i = 0; i < queue.size() && parents[to] == TaskSlots.NONE; i++) {
      int slot = queue.get(i);
      for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
        int dependent = edges.dependent(e);
        if (slots.isLive(dependent) && parents[dependent] == TaskSlots.NONE) {
          parents[dependent] = slot;
          queue.add(dependent);
        }
      }
    }
    return parents;
  }
}
