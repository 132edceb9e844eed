package dev.yardmaster.cli.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the parts of a plan say about each other: dependencies, cycles, capacities, and that
 * each task has an agent and something to execute.
 */
final class PlanReferences {

  private static final int MAX_NAMES_SHOWN = 10;

  private record NeedClass(Set<String> capabilities, Map<String, String> selector) {}

  private final PlanFile plan;
  private final Problems problems;
  private final List<PlanAgent> crew;
  private final Map<String, PlanAgent> agentOf = new LinkedHashMap<>();
  private final Map<NeedClass, List<PlanAgent>> serving = new HashMap<>();

  PlanReferences(PlanFile plan, Problems problems) {
    this.plan = plan;
    this.problems = problems;
    this.crew = plan.crew(1);
  }

  void check() {
    checkAgentIds();
    Map<String, PlanTask> tasks = HashMap.newHashMap(plan.tasks().size());
    plan.tasks().forEach(task -> tasks.putIfAbsent(task.id(), task));
    Map<String, PlanResource> resources = new HashMap<>();
    plan.resources().forEach(resource -> resources.putIfAbsent(resource.id(), resource));
    Set<String> parameters =
        plan.parameters().stream().map(PlanParameter::name).collect(Collectors.toSet());
    for (PlanAgent agent : plan.agents()) {
      checkPlaceholders(agent.run(), parameters, agent.at());
    }
    for (PlanTask task : plan.tasks()) {
      for (PlanDependency dependency : task.dependsOn()) {
        if (!tasks.containsKey(dependency.id())) {
          problems.add(
              dependency.at(),
              "task '"
                  + task.id()
                  + "' depends on '"
                  + dependency.id()
                  + "', which is not in the plan"
                  + Suggestion.text(dependency.id(), tasks.keySet()));
        }
      }
      task.needs().locks().forEach(lock -> checkLock(task, lock, resources));
      checkPlaceholders(task.process().run(), parameters, task.at());
      checkAgent(task);
    }
    checkCycle();
  }

  private void checkAgentIds() {
    for (PlanAgent agent : crew) {
      for (String id : agent.memberIds()) {
        PlanAgent other = agentOf.putIfAbsent(id, agent);
        if (!PlanNames.isId(id)) {
          problems.add(agent.at(), "agent id '" + id + "' is longer than 128 characters");
          break;
        }
        if (other != null) {
          problems.add(
              agent.at(),
              "agent '"
                  + id
                  + "' is already defined on line "
                  + other.at().line()
                  + (other.count() > 1 || agent.count() > 1
                      ? " (agents with a count are called id-1, id-2, ...)"
                      : "")
                  + "; give each agent its own id");
          break;
        }
      }
    }
  }

  private void checkLock(PlanTask task, PlanLock lock, Map<String, PlanResource> resources) {
    if (!(lock instanceof PlanLock.Permits permits)) {
      return;
    }
    PlanResource resource = resources.get(permits.resource());
    if (resource == null) {
      problems.add(
          permits.at(),
          "task '"
              + task.id()
              + "' takes permits of "
              + Scalars.quote(permits.resource())
              + ", which is not declared under 'resources'"
              + Suggestion.text(permits.resource(), resources.keySet()));
    } else if (permits.permits() > resource.capacity()) {
      problems.add(
          permits.at(),
          "task '"
              + task.id()
              + "' takes "
              + permits.permits()
              + " permits of "
              + Scalars.quote(resource.id())
              + ", whose capacity is "
              + resource.capacity()
              + " (line "
              + resource.at().line()
              + "); it could never start");
    }
  }

  private void checkPlaceholders(@Nullable RunSpec run, Set<String> parameters, SourceMark at) {
    if (run instanceof RunSpec.Argv argv) {
      for (String name : Placeholders.parameters(argv)) {
        if (!parameters.contains(name)) {
          problems.add(
              at,
              "'run' uses {param."
                  + name
                  + "}, but the plan declares no such parameter"
                  + Suggestion.text(name, parameters));
        }
      }
    }
  }

  private void checkAgent(PlanTask task) {
    TaskNeeds needs = task.needs();
    List<PlanAgent> able =
        serving.computeIfAbsent(
            new NeedClass(needs.capabilities(), needs.selector()),
            wanted ->
                crew.stream()
                    .filter(agent -> agent.serves(wanted.capabilities(), wanted.selector()))
                    .toList());
    String pinned = needs.agent();
    if (pinned != null) {
      PlanAgent agent = agentOf.get(pinned);
      if (agent == null) {
        problems.add(
            task.at(),
            "task '"
                + task.id()
                + "' is pinned to agent '"
                + pinned
                + "', which does not exist; agents are "
                + names(agentOf.keySet()));
        return;
      }
      able = able.contains(agent) ? List.of(agent) : List.of();
    }
    if (able.isEmpty()) {
      problems.add(
          task.at(),
          (pinned == null ? "no agent has " : "agent '" + pinned + "' does not have ")
              + "what task '"
              + task.id()
              + "' needs: capabilities "
              + needs.capabilities()
              + (needs.selector().isEmpty() ? "" : ", labels " + needs.selector())
              + "; agents are "
              + names(
                  crew.stream().map(agent -> agent.id() + " " + agent.capabilities()).toList()));
    } else if (task.process().run() == null) {
      List<String> without =
          able.stream().filter(agent -> agent.run() == null).map(PlanAgent::id).toList();
      if (!without.isEmpty()) {
        problems.add(
            task.at(),
            "task '"
                + task.id()
                + "' has no 'run', and neither has agent "
                + names(without)
                + ", which may get it; give one of them a 'run'");
      }
    }
  }

  private void checkCycle() {
    List<Integer> cycle = TaskGraph.of(plan.tasks()).cycle();
    if (cycle.isEmpty()) {
      return;
    }
    List<String> path = new ArrayList<>();
    cycle.stream().limit(MAX_NAMES_SHOWN).forEach(i -> path.add(plan.tasks().get(i).id()));
    if (cycle.size() > MAX_NAMES_SHOWN) {
      path.add("(" + (cycle.size() - MAX_NAMES_SHOWN) + " more)");
    }
    path.add(plan.tasks().get(cycle.getFirst()).id());
    problems.add(
        plan.tasks().get(cycle.getFirst()).at(),
        "tasks wait for each other in a circle: " + String.join(" -> ", path));
  }

  private static String names(Collection<String> names) {
    String shown = names.stream().limit(MAX_NAMES_SHOWN).collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES_SHOWN
        ? shown + " and " + (names.size() - MAX_NAMES_SHOWN) + " more"
        : shown;
  }
}
