package dev.yardmaster.cli.rehearse;

import dev.yardmaster.cli.plan.PlanDependency;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanLock;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.TaskGraph;
import dev.yardmaster.cli.wfformat.WfFormat;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes workloads of workflow instances and of plan files. Clocks, retries and approvals are left
 * out: in a rehearsal nothing fails and everybody approves at once.
 */
final class Workloads {
  private static final double SHORTEST_SECONDS = 1;
  private static final double LONGEST_SECONDS = 60;

  private Workloads() {}

  /** The tasks of an instance, with their measured runtimes. */
  static Workload of(WfFormat workflow) {
    Map<String, Integer> positions = new HashMap<>();
    workflow.tasks().forEach(task -> positions.put(task.id(), positions.size()));
    List<List<Integer>> parents = new ArrayList<>();
    for (WfFormat.WfTask task : workflow.tasks()) {
      parents.add(task.parents().stream().map(id -> positions.getOrDefault(id, 0)).toList());
    }
    List<Workload.Item> items = new ArrayList<>();
    for (int position : TaskGraph.ofPositions(parents).topologicalOrder()) {
      WfFormat.WfTask task = workflow.tasks().get(position);
      Dependency[] dependencies =
          parents.get(position).stream()
              .map(parent -> Dependency.onSuccess(number(parent)))
              .toArray(Dependency[]::new);
      TaskSpec spec =
          TaskSpec.named(number(position)).work(work(task.type())).dependsOn(dependencies);
      items.add(new Workload.Item(spec, Math.max(1, task.runtimeSeconds() * 1_000)));
    }
    return new Workload(workflow.name(), items, List.of(), "as measured in the instance");
  }

  /** Ids of foreign tasks may be of any form; their numbers are not. */
  private static String number(int position) {
    return "task-" + (position + 1);
  }

  /**
   * The tasks of a plan. No plan says how long its tasks take, so each type gets a runtime by the
   * seed, and each task up to half more or less than its type.
   */
  static Workload of(PlanFile plan, long seed) {
    Map<String, Double> seconds = new HashMap<>();
    var random = new SplittableRandom(seed);
    List<Workload.Item> items = new ArrayList<>();
    for (int position : TaskGraph.of(plan.tasks()).topologicalOrder()) {
      PlanTask task = plan.tasks().get(position);
      double ofType =
          seconds.computeIfAbsent(
              task.type(),
              type ->
                  SHORTEST_SECONDS
                      * Math.pow(LONGEST_SECONDS / SHORTEST_SECONDS, random.nextDouble()));
      items.add(new Workload.Item(spec(task), ofType * 1_000 * (0.5 + random.nextDouble())));
    }
    return new Workload(
        plan.name(),
        items,
        plan.resources(),
        "assumed, 1 to 60 s per type, +-50 % per task, by seed " + seed);
  }

  private static TaskSpec spec(PlanTask task) {
    List<Dependency> dependencies = new ArrayList<>();
    for (PlanDependency dependency : task.dependsOn()) {
      dependencies.add(
          switch (dependency.on()) {
            case SUCCESS -> Dependency.onSuccess(dependency.id());
            case COMPLETION -> Dependency.onCompletion(dependency.id());
          });
    }
    String pin = task.needs().agent();
    Requirements requirements =
        new Requirements(
            new TreeSet<>(task.needs().capabilities()),
            new TreeMap<>(task.needs().selector()),
            task.needs().locks().stream().map(Workloads::lock).toList(),
            pin == null ? null : AgentId.of(pin));
    return new TaskSpec(
        TaskId.of(task.id()),
        work(task.type()),
        task.needs().priority(),
        dependencies,
        requirements,
        Limits.DEFAULT);
  }

  private static LockRequest lock(PlanLock lock) {
    return switch (lock) {
      case PlanLock.Exclusive exclusive -> LockRequest.exclusive(exclusive.resource());
      case PlanLock.Shared shared -> LockRequest.shared(shared.resource());
      case PlanLock.Permits permits -> LockRequest.permits(permits.resource(), permits.permits());
    };
  }

  private static Work work(String type) {
    String known = type.length() > Work.MAX_TYPE ? type.substring(0, Work.MAX_TYPE) : type;
    return new Work(known, "", Payload.EMPTY, Collections.emptySortedSet());
  }
}
