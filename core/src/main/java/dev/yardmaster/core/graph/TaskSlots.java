package dev.yardmaster.core.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a graph under dense numbers (slots) that rise in insertion order.
 *
 * <p>A removed task leaves an empty slot. When the empty slots and dead edges outnumber the live
 * ones, {@link #compacted} renumbers everything, so removal costs amortized constant time and slots
 * keep meaning insertion order.
 */
final class TaskSlots<T> {
  static final int NONE = -1;

  /** Below this much waste compaction is not worth its constant costs. */
  private static final int MIN_WASTE = 1_024;

  private final Edges edges = new Edges();
  private final Map<T, Integer> slotOf = new HashMap<>();
  private final List<@Nullable T> ids = new ArrayList<>();
  private @Nullable GraphTaskState[] states = new GraphTaskState[16];

  /** Per slot: dependencies that have not ended. Meaningful while the task is WAITING. */
  private int[] openDependencies = new int[16];

  private int deadEdges;

  Edges edges() {
    return edges;
  }

  /** Slots in use or empty: every slot is below this number. */
  int end() {
    return ids.size();
  }

  int liveTasks() {
    return slotOf.size();
  }

  int slotOf(T id) {
    Integer slot = slotOf.get(id);
    return slot == null ? NONE : slot;
  }

  boolean isLive(int slot) {
    return states[slot] != null;
  }

  T id(int slot) {
    T id = ids.get(slot);
    if (id == null) {
      throw new IllegalStateException("slot " + slot + " is empty");
    }
    return id;
  }

  GraphTaskState state(int slot) {
    GraphTaskState state = states[slot];
    if (state == null) {
      throw new IllegalStateException("slot " + slot + " is empty");
    }
    return state;
  }

  boolean isWaiting(int slot) {
    return states[slot] == GraphTaskState.WAITING;
  }

  void setState(int slot, GraphTaskState state) {
    states[slot] = state;
  }

  int openDependencies(int slot) {
    return openDependencies[slot];
  }

  int changeOpenDependencies(int slot, int by) {
    openDependencies[slot] += by;
    return openDependencies[slot];
  }

  int add(T id) {
    int slot = ids.size();
    if (slot == states.length) {
      states = Arrays.copyOf(states, slot * 2);
      openDependencies = Arrays.copyOf(openDependencies, slot * 2);
    }
    ids.add(id);
    slotOf.put(id, slot);
    states[slot] = GraphTaskState.WAITING;
    openDependencies[slot] = 0;
    edges.addSlot(slot);
    return slot;
  }

  void remove(int slot) {
    for (int e = edges.firstDependency(slot); e != Edges.NONE; e = edges.nextDependency(e)) {
      deadEdges += isLive(edges.dependency(e)) ? 1 : 0;
    }
    for (int e = edges.firstDependent(slot); e != Edges.NONE; e = edges.nextDependent(e)) {
      deadEdges += isLive(edges.dependent(e)) ? 1 : 0;
    }
    slotOf.remove(id(slot));
    ids.set(slot, null);
    states[slot] = null;
  }

  boolean isWasteful() {
    int waste = end() - liveTasks() + deadEdges;
    return waste > MIN_WASTE && waste > liveTasks() + edges.size() - deadEdges;
  }

  /** The same tasks and live edges, in the same order, without the waste. */
  TaskSlots<T> compacted() {
    TaskSlots<T> copy = new TaskSlots<>();
    int[] renumbered = new int[end()];
    for (int slot = 0; slot < end(); slot++) {
      if (isLive(slot)) {
        int to = copy.add(id(slot));
        copy.states[to] = states[slot];
        copy.openDependencies[to] = openDependencies[slot];
        renumbered[slot] = to;
      }
    }
    for (int slot = 0; slot < end(); slot++) {
      if (isLive(slot)) {
        for (int edge : dependencyEdges(slot)) {
          copy.edges.add(
              renumbered[edges.dependency(edge)], renumbered[slot], edges.onCompletion(edge));
        }
      }
    }
    return copy;
  }

  /** Edges to live dependencies, oldest first: the order in which they were declared. */
  int[] dependencyEdges(int slot) {
    IntList live = new IntList();
    for (int e = edges.firstDependency(slot); e != Edges.NONE; e = edges.nextDependency(e)) {
      if (isLive(edges.dependency(e))) {
        live.add(e);
      }
    }
    return live.sorted();
  }

  /** The ids of these slots, in the order given. */
  List<T> ids(int[] slots) {
    List<T> named = new ArrayList<>(slots.length);
    for (int slot : slots) {
      named.add(id(slot));
    }
    return named;
  }
}
