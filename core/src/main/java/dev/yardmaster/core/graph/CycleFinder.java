package dev.yardmaster.core.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Strongly connected components of a set of tasks, without recursion (R. Tarjan, "Depth-first
 * search and linear graph algorithms", SIAM J. Comput. 1972), and a shortest cycle in each.
 */
final class CycleFinder<T> {
  private static final int NONE = -1;

  private final List<T> ids = new ArrayList<>();

  /** Edges of node i are {@code targets[starts[i]]} up to, not including, {@code starts[i + 1]}. */
  private final int[] starts;

  private final int[] targets;

  /** Order of discovery from 1; 0 means not yet seen. */
  private final int[] seenAt;

  private final int[] lowLink;
  private final boolean[] onStack;
  private final int[] component;
  private final List<int[]> cyclic = new ArrayList<>();

  /** Dependencies outside of the set are no part of any cycle within it and are left out. */
  CycleFinder(Collection<GraphTask<T>> tasks) {
    Map<T, Integer> nodeOf = HashMap.newHashMap(tasks.size());
    for (GraphTask<T> task : tasks) {
      nodeOf.putIfAbsent(task.id(), ids.size());
      ids.add(task.id());
    }
    starts = new int[ids.size() + 1];
    IntList edges = new IntList();
    int node = 0;
    for (GraphTask<T> task : tasks) {
      for (Dependency<T> dependency : task.dependencies()) {
        Integer target = nodeOf.get(dependency.task());
        if (target != null) {
          edges.add(target);
        }
      }
      starts[++node] = edges.size();
    }
    targets = edges.toArray();
    seenAt = new int[ids.size()];
    lowLink = new int[ids.size()];
    onStack = new boolean[ids.size()];
    component = new int[ids.size()];
  }

  List<Cycle<T>> find() {
    Arrays.fill(component, NONE);
    int[] cursor = Arrays.copyOf(starts, ids.size());
    IntList path = new IntList();
    IntList stack = new IntList();
    int clock = 0;
    for (int root = 0; root < ids.size(); root++) {
      if (seenAt[root] == 0) {
        clock = visit(root, path, stack, clock);
      }
      while (!path.isEmpty()) {
        int node = path.get(path.size() - 1);
        if (cursor[node] < starts[node + 1]) {
          int target = targets[cursor[node]++];
          if (seenAt[target] == 0) {
            clock = visit(target, path, stack, clock);
          } else if (onStack[target]) {
            lowLink[node] = Math.min(lowLink[node], seenAt[target]);
          }
        } else {
          path.removeLast();
          if (!path.isEmpty()) {
            int parent = path.get(path.size() - 1);
            lowLink[parent] = Math.min(lowLink[parent], lowLink[node]);
          }
          if (lowLink[node] == seenAt[node]) {
            closeComponent(node, stack);
          }
        }
      }
    }
    return cyclic.stream()
        .sorted(Comparator.comparingInt(members -> members[0]))
        .map(members -> new Cycle<>(named(shortestThrough(members[0])), named(members)))
        .toList();
  }

  private int visit(int node, IntList path, IntList stack, int clock) {
    seenAt[node] = clock + 1;
    lowLink[node] = clock + 1;
    onStack[node] = true;
    path.add(node);
    stack.add(node);
    return clock + 1;
  }

  private void closeComponent(int root, IntList stack) {
    IntList members = new IntList();
    int member;
    do {
      member = stack.removeLast();
      onStack[member] = false;
      component[member] = root;
      members.add(member);
    } while (member != root);
    if (members.size() > 1 || dependsOnItself(root)) {
      cyclic.add(members.sorted());
    }
  }

  private boolean dependsOnItself(int node) {
    for (int edge = starts[node]; edge < starts[node + 1]; edge++) {
      if (targets[edge] == node) {
        return true;
      }
    }
    return false;
  }

  /** Breadth-first within the component, from {@code first} until it is met again. */
  private int[] shortestThrough(int first) {
    Map<Integer, Integer> reachedFrom = new HashMap<>();
    IntList queue = new IntList();
    queue.add(first);
    for (int i = 0; i < queue.size(); i++) {
      int node = queue.get(i);
      for (int edge = starts[node]; edge < starts[node + 1]; edge++) {
        int target = targets[edge];
        if (component[target] == component[first]
            && reachedFrom.putIfAbsent(target, node) == null) {
          if (target == first) {
            return backwards(first, reachedFrom);
          }
          queue.add(target);
        }
      }
    }
    throw new IllegalStateException("a strongly connected component without a cycle");
  }

  private static int[] backwards(int first, Map<Integer, Integer> reachedFrom) {
    List<Integer> path = new ArrayList<>();
    path.add(first);
    Integer node = reachedFrom.get(first);
    while (node != null && node != first) {
      path.add(node);
      node = reachedFrom.get(node);
    }
    path.add(first);
    return path.reversed().stream().mapToInt(Integer::intValue).toArray();
  }

  private List<T> named(int[] nodes) {
    List<T> names = new ArrayList<>(nodes.length);
    for (int node : nodes) {
      names.add(ids.get(node));
    }
    return names;
  }
}
