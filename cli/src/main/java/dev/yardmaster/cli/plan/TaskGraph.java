package dev.yardmaster.cli.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The dependencies of a plan's tasks as two int arrays (for task {@code i}, {@code
 * targets[start[i]..start[i+1])} are the tasks it waits for). Tasks are known by their position in
 * the plan. Nothing here recurses: a chain of a million tasks is as good as any.
 */
public final class TaskGraph {

  private final int[] start;
  private final int[] targets;

  private TaskGraph(int[] start, int[] targets) {
    this.start = start;
    this.targets = targets;
  }

  /** The graph of these tasks; dependencies on tasks that are not among them are left out. */
  public static TaskGraph of(List<PlanTask> tasks) {
    Map<String, Integer> positions = HashMap.newHashMap(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      positions.putIfAbsent(tasks.get(i).id(), i);
    }
    int[] start = new int[tasks.size() + 1];
    int[] targets = new int[tasks.stream().mapToInt(task -> task.dependsOn().size()).sum()];
    int next = 0;
    for (int i = 0; i < tasks.size(); i++) {
      start[i] = next;
      for (PlanDependency dependency : tasks.get(i).dependsOn()) {
        Integer target = positions.get(dependency.id());
        if (target != null) {
          targets[next++] = target;
        }
      }
    }
    start[tasks.size()] = next;
    return new TaskGraph(start, Arrays.copyOf(targets, next));
  }

  /** The graph in which task {@code i} waits for {@code dependencies.get(i)}. */
  public static TaskGraph ofPositions(List<List<Integer>> dependencies) {
    int[] start = new int[dependencies.size() + 1];
    for (int i = 0; i < dependencies.size(); i++) {
      start[i + 1] = start[i] + dependencies.get(i).size();
    }
    int[] targets = dependencies.stream().flatMap(List::stream).mapToInt(i -> i).toArray();
    return new TaskGraph(start, targets);
  }

  public int size() {
    return start.length - 1;
  }

  /** How many dependencies there are in all. */
  public int edges() {
    return targets.length;
  }

  /** Calls with each task this one waits for. */
  public void dependencies(int task, IntConsumer each) {
    for (int i = start[task]; i < start[task + 1]; i++) {
      each.accept(targets[i]);
    }
  }

  /**
   * The tasks so that each comes after all it waits for; among those free at the same time, in the
   * order of the plan. Tasks on a cycle, or behind one, are left out: shorter than {@link #size}
   * means there is a cycle.
   */
  public int[] topologicalOrder() {
    int n = size();
    int[] dependentStart = new int[n + 1];
    for (int target : targets) {
      dependentStart[target + 1]++;
    }
    for (int i = 0; i < n; i++) {
      dependentStart[i + 1] += dependentStart[i];
    }
    int[] fill = Arrays.copyOf(dependentStart, n);
    int[] dependents = new int[targets.length];
    int[] missing = new int[n];
    for (int task = 0; task < n; task++) {
      missing[task] = start[task + 1] - start[task];
      for (int i = start[task]; i < start[task + 1]; i++) {
        dependents[fill[targets[i]]++] = task;
      }
    }
    int[] order = new int[n];
    int end = 0;
    for (int task = 0; task < n; task++) {
      if (missing[task] == 0) {
        order[end++] = task;
      }
    }
    for (int next = 0; next < end; next++) {
      int task = order[next];
      for (int i = dependentStart[task]; i < dependentStart[task + 1]; i++) {
        if (--missing[dependents[i]] == 0) {
          order[end++] = dependents[i];
        }
      }
    }
    return Arrays.copyOf(order, end);
  }

  /**
   * A cycle, each task waiting for the next and the last for the first; empty where there is none.
   */
  public List<Integer> cycle() {
    int[] order = topologicalOrder();
    if (order.length == size()) {
      return List.of();
    }
    boolean[] free = new boolean[size()];
    for (int task : order) {
      free[task] = true;
    }
    int task = 0;
    while (free[task]) {
      task++;
    }
    // Every task left over waits for another one left over, so this walk must meet itself.
    int[] step = new int[size()];
    List<Integer> path = new ArrayList<>();
    while (step[task] == 0) {
      path.add(task);
      step[task] = path.size();
      int i = start[task];
      while (free[targets[i]]) {
        i++;
      }
      task = targets[i];
    }
    return List.copyOf(path.subList(step[task] - 1, path.size()));
  }
}
