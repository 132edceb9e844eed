package dev.yardmaster.core.graph;

import java.util.Arrays;

/**
 * The dependencies between slots: two singly linked lists per slot, threaded through int arrays.
 *
 * <p>Edges are only ever added; an edge of a removed slot stays until the graph compacts itself, so
 * that removing one leaf of a star does not walk its million siblings. Lists run from the newest
 * edge to the oldest.
 */
final class Edges {
  static final int NONE = -1;

  /** Named bound on dependencies of one graph, dead ones included. */
  static final int MAX_EDGES = 1 << 28;

  private int[] firstDependency = new int[16];
  private int[] firstDependent = new int[16];
  private int[] dependency = new int[16];
  private int[] dependent = new int[16];
  private int[] nextDependency = new int[16];
  private int[] nextDependent = new int[16];
  private boolean[] onCompletion = new boolean[16];
  private int size;
  private boolean inSlotOrder = true;

  void addSlot(int slot) {
    if (slot == firstDependency.length) {
      firstDependency = Arrays.copyOf(firstDependency, slot * 2);
      firstDependent = Arrays.copyOf(firstDependent, slot * 2);
    }
    firstDependency[slot] = NONE;
    firstDependent[slot] = NONE;
  }

  void add(int from, int to, boolean whenEnded) {
    if (size == dependency.length) {
      grow(size * 2);
    }
    dependency[size] = from;
    dependent[size] = to;
    onCompletion[size] = whenEnded;
    nextDependency[size] = firstDependency[to];
    nextDependent[size] = firstDependent[from];
    firstDependency[to] = size;
    firstDependent[from] = size;
    size++;
    inSlotOrder &= from < to;
  }

  private void grow(int capacity) {
    dependency = Arrays.copyOf(dependency, capacity);
    dependent = Arrays.copyOf(dependent, capacity);
    nextDependency = Arrays.copyOf(nextDependency, capacity);
    nextDependent = Arrays.copyOf(nextDependent, capacity);
    onCompletion = Arrays.copyOf(onCompletion, capacity);
  }

  int size() {
    return size;
  }

  /** True if every dependency has a smaller slot than its dependent: slot order is topological. */
  boolean inSlotOrder() {
    return inSlotOrder;
  }

  int firstDependency(int slot) {
    return firstDependency[slot];
  }

  int nextDependency(int edge) {
    return nextDependency[edge];
  }

  int firstDependent(int slot) {
    return firstDependent[slot];
  }

  int nextDependent(int edge) {
    return nextDependent[edge];
  }

  int dependency(int edge) {
    return dependency[edge];
  }

  int dependent(int edge) {
    return dependent[edge];
  }

  boolean onCompletion(int edge) {
    return onCompletion[edge];
  }
}
