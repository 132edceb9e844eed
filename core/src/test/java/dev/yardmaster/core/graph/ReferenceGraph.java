package dev.yardmaster.core.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The obvious graph: plain maps, every answer computed from scratch, every search exhaustive. */
final class ReferenceGraph {
  final Map<Integer, GraphTaskState> states = new LinkedHashMap<>();
  final Map<Integer, List<Dependency<Integer>>> dependencies = new HashMap<>();

  GraphTaskState state(int id) {
    return Objects.requireNonNull(states.get(id));
  }

  List<Dependency<Integer>> dependencies(int id) {
    return Objects.requireNonNull(dependencies.get(id));
  }

  void add(GraphTask<Integer> task) {
    states.put(task.id(), GraphTaskState.WAITING);
    dependencies.put(task.id(), new ArrayList<>(task.dependencies()));
  }

  void remove(int id) {
    settle();
    states.remove(id);
    dependencies.remove(id);
    dependencies.values().forEach(list -> list.removeIf(d -> d.task() == id));
  }

  /** Recomputes until nothing changes. */
  void settle() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<Integer, GraphTaskState> entry : states.entrySet()) {
        if (entry.getValue().isOpen()) {
          GraphTaskState now = openState(entry.getKey());
          changed |= now != entry.getValue();
          entry.setValue(now);
        }
      }
    }
  }

  private GraphTaskState openState(int id) {
    boolean waiting = false;
    for (Dependency<Integer> dependency : dependencies(id)) {
      GraphTaskState end = state(dependency.task());
      waiting |= end.isOpen();
      if (!end.isOpen()
          && end != GraphTaskState.COMPLETED
          && dependency.condition() == Condition.ON_SUCCESS) {
        return GraphTaskState.SKIPPED;
      }
    }
    return waiting ? GraphTaskState.WAITING : GraphTaskState.READY;
  }

  List<Integer> in(GraphTaskState state) {
    return states.keySet().stream().filter(id -> state(id) == state).toList();
  }

  boolean dependsOn(int id, int on) {
    return id == on
        || dependencies(id).stream().anyMatch(dependency -> dependsOn(dependency.task(), on));
  }

  boolean hasOpenDependent(int id) {
    return states.keySet().stream()
        .anyMatch(other ->
            state(other).isOpen() && dependencies(other).stream().anyMatch(d -> d.task() == id));
  }

  /** Repeatedly the earliest inserted task whose dependencies are all taken. */
  List<Integer> topologicalOrder() {
    Set<Integer> taken = new HashSet<>();
    List<Integer> order = new ArrayList<>();
    while (order.size() < states.size()) {
      int next =
          states.keySet().stream()
              .filter(id -> !taken.contains(id))
              .filter(id -> dependencies(id).stream().allMatch(d -> taken.contains(d.task())))
              .findFirst()
              .orElseThrow();
      taken.add(next);
      order.add(next);
    }
    return order;
  }

  /** The longest of all paths that begin with {@code id}, by trying every one of them. */
  long rank(int id, Map<Integer, Long> estimates) {
    long best = 0;
    for (int other : states.keySet()) {
      if (dependencies(other).stream().anyMatch(d -> d.task() == id)) {
        best = Math.max(best, rank(other, estimates));
      }
    }
    return best + Objects.requireNonNull(estimates.get(id));
  }
}
