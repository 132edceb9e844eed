package dev.yardmaster.cli.rehearse;

import dev.yardmaster.cli.plan.PlanResource;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Work to rehearse: what the core may see of each task, and how long it takes, which it may not.
 *
 * @param items in topological order
 * @param runtimes where the runtimes come from, for people
 */
record Workload(String name, List<Item> items, List<PlanResource> resources, String runtimes) {

  /**
   * One task and its hidden runtime.
   *
   * @param millis on an agent of speed 1; at least 1
   */
  record Item(TaskSpec spec, double millis) {
    Item {
      if (!(millis >= 1) || millis > 1e15) {
        throw new IllegalArgumentException(
            "Expected task %s to take 1 to 1e15 ms, got %s".formatted(spec.id(), millis));
      }
    }
  }

  Workload {
    items = List.copyOf(items);
    resources = List.copyOf(resources);
  }

  /**
   * The same work with runtimes that vary by up to this share, 0 to 0.9; the same for each
   * strategy.
   */
  Workload varied(double share, long seed) {
    if (!(share >= 0 && share <= 0.9)) {
      throw new IllegalArgumentException("Expected runtimes to vary by 0 to 0.9, got " + share);
    }
    var random = new SplittableRandom(seed);
    List<Item> varied = new ArrayList<>(items.size());
    for (Item item : items) {
      double factor = 1 + share * (2 * random.nextDouble() - 1);
      varied.add(new Item(item.spec(), Math.max(1, item.millis() * factor)));
    }
    return new Workload(name, varied, resources, runtimes);
  }

  /** Runtime of all tasks one after another at speed 1. */
  double totalMillis() {
    return items.stream().mapToDouble(Item::millis).sum();
  }

  /** Runtime of the longest chain of dependent tasks at speed 1. */
  double criticalMillis() {
    Map<TaskId, Double> ends = new HashMap<>();
    double longest = 0;
    for (Item item : items) {
      double start = 0;
      for (Dependency dependency : item.spec().dependencies()) {
        start = Math.max(start, ends.getOrDefault(dependency.task(), 0.0));
      }
      ends.put(item.spec().id(), start + item.millis());
      longest = Math.max(longest, start + item.millis());
    }
    return longest;
  }

  /**
   * No schedule ends sooner: neither than the longest chain on the fastest agent, nor than all work
   * spread evenly over all slots.
   */
  double lowerBoundMillis(List<CrewMember> crew) {
    double fastest = crew.stream().mapToDouble(CrewMember::speed).max().orElseThrow();
    double together = crew.stream().mapToDouble(member -> member.speed() * member.slots()).sum();
    return Math.max(criticalMillis() / fastest, totalMillis() / together);
  }
}
