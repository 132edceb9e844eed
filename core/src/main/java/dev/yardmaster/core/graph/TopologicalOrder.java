package dev.yardmaster.core.graph;

/**
 * Live slots so that dependencies come before dependents and, among tasks free to come next, the
 * earliest inserted first (A. B. Kahn, "Topological sorting of large networks", CACM 1962).
 */
final class TopologicalOrder {
  private TopologicalOrder() {}

  static int[] of(TaskSlots<?> slots) {
    return slots.edges().inSlotOrder() ? insertionOrder(slots) : kahn(slots);
  }

  private static int[] insertionOrder(TaskSlots<?> slots) {
    int[] order = new int[slots.liveTasks()];
    int count = 0;
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.isLive(slot)) {
        order[count++] = slot;
      }
    }
    return order;
  }

  private static int[] kahn(TaskSlots<?> slots) {
    Edges edges = slots.edges();
    int[] before = new int[slots.end()];
    SlotSet free = new SlotSet();
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.isLive(slot)) {
        for (int e = edges.firstDependency(slot); e != Edges.NONE; e = edges.nextDependency(e)) {
          before[slot] += slots.isLive(edges.dependency(e)) ? 1 : 0;
        }
        if (before[slot] == 0) {
          free.add(slot);
        }
      }
    }
    int[] order = new int[slots.liveTasks()];
    int count = 0;
    for (int slot = free.next(0); slot != SlotSet.NONE; slot = free.next(0)) {
      free.remove(slot);
      order[count++] = slot;
      for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
        int dependent = edges.dependent(e);
        if (slots.isLive(dependent) && --before[dependent] == 0) {
          free.add(dependent);
        }
      }
    }
    if (count != order.length) {
      throw new IllegalStateException("the graph holds a cycle: a refusal was missed");
    }
    return order;
  }
}
