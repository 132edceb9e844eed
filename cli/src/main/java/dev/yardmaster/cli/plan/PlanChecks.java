package dev.yardmaster.cli.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Warnings about a valid plan: it will run, but hardly as meant. Two tasks that may run at the same
 * time and promise the same output; agents that no task can use; resources that no task locks.
 */
public final class PlanChecks {

  /** Most warnings given for one plan. */
  public static final int MAX_WARNINGS = 100;

  private final PlanFile plan;
  private final List<PlanProblem> warnings = new ArrayList<>();

  private PlanChecks(PlanFile plan) {
    this.plan = plan;
  }

  /** The warnings, in the order of the file; at most {@link #MAX_WARNINGS}. */
  public static List<PlanProblem> warnings(PlanFile plan) {
    var checks = new PlanChecks(plan);
    checks.sharedOutputs();
    checks.idleAgents();
    checks.unusedResources();
    checks.warnings.sort(Comparator.comparing(PlanProblem::at));
    return List.copyOf(checks.warnings);
  }

  private void warn(SourceMark at, String message) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(new PlanProblem(plan.source(), at, message));
    }
  }

  /**
   * Tasks with one output are put in topological order; if each waits for the one before, all are
   * ordered, and if any two are unordered, some neighbours are. So neighbours are all to be asked.
   */
  private void sharedOutputs() {
    Map<String, List<Integer>> writers = sharedOutputWriters();
    if (writers.isEmpty()) {
      return;
    }
    var reachability = new Reachability(TaskGraph.of(plan.tasks()));
    Set<Long> asked = new HashSet<>();
    for (Map.Entry<String, List<Integer>> output : writers.entrySet()) {
      List<Integer> tasks = output.getValue();
      tasks.sort(Comparator.comparingInt(reachability::place));
      for (int i = 1; i < tasks.size() && warnings.size() < MAX_WARNINGS; i++) {
        int earlier = tasks.get(i - 1);
        int later = tasks.get(i);
        if (!asked.add(((long) earlier << 32) | later)) {
          continue;
        }
        switch (reachability.waitsFor(later, earlier)) {
          case YES -> {}
          case NO -> warnUnordered(output.getKey(), earlier, later);
          case TOO_BIG -> {
            warn(
                SourceMark.NONE,
                "the plan is too big to tell whether all tasks with the same output are ordered");
            return;
          }
        }
      }
    }
  }

  private Map<String, List<Integer>> sharedOutputWriters() {
    Map<String, List<Integer>> writers = new LinkedHashMap<>();
    for (int i = 0; i < plan.tasks().size(); i++) {
      TaskProcess process = plan.tasks().get(i).process();
      for (String output : process.outputs()) {
        writers.computeIfAbsent(path(process.cwd(), output), _ -> new ArrayList<>(1)).add(i);
      }
    }
    writers.values().removeIf(tasks -> tasks.size() < 2);
    return writers;
  }

  /** One spelling for a file, however {@code cwd} and output share its path between them. */
  private static String path(String cwd, String output) {
    List<String> segments = new ArrayList<>();
    String whole = output.startsWith("/") ? output : cwd + "/" + output;
    for (String segment : whole.split("/", -1)) {
      if (segment.equals("..") && !segments.isEmpty() && !segments.getLast().equals("..")) {
        segments.removeLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return (whole.startsWith("/") ? "/" : "") + String.join("/", segments);
  }

  private void warnUnordered(String output, int earlier, int later) {
    PlanTask one = plan.tasks().get(earlier);
    PlanTask other = plan.tasks().get(later);
    boolean inFileOrder = one.at().compareTo(other.at()) <= 0;
    PlanTask first = inFileOrder ? one : other;
    PlanTask second = inFileOrder ? other : one;
    warn(
        second.at(),
        "tasks '"
            + first.id()
            + "' (line "
            + first.at().line()
            + ") and '"
            + second.id()
            + "' both write "
            + Scalars.quote(output)
            + " and may run at the same time; let one depend on the other");
  }

  private void idleAgents() {
    for (PlanAgent agent : plan.agents()) {
      Set<String> members = new HashSet<>(agent.memberIds());
      boolean used =
          plan.tasks().stream()
              .map(PlanTask::needs)
              .anyMatch(need ->
                  need.agent() != null
                      ? members.contains(need.agent())
                      : agent.serves(need.capabilities(), need.selector()));
      if (!used) {
        warn(
            agent.at(),
            "agent '"
                + agent.id()
                + "' can do none of the tasks; its capabilities are "
                + agent.capabilities());
      }
    }
  }

  private void unusedResources() {
    Set<String> locked = new HashSet<>();
    for (PlanTask task : plan.tasks()) {
      task.needs().locks().forEach(lock -> locked.add(lock.resource()));
    }
    for (PlanResource resource : plan.resources()) {
      if (!locked.contains(resource.id())) {
        warn(
            resource.at(),
            "resource " + Scalars.quote(resource.id()) + " is declared but no task locks it");
      }
    }
  }
}
