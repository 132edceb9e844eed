package dev.yardmaster.cli.plan;

import java.util.List;

/**
 * A plan: tasks, the agents that do them and the resources they share. Every plan that {@link
 * PlanParser} accepts can run: ids are unique, dependencies exist and have no cycle, each task has
 * an agent that can do it and something to execute.
 *
 * @param source the file it was read from, for messages
 * @param name also the workspace of the run (R1)
 * @param agents empty means {@link PlanAgent#implicit}
 */
public record PlanFile(
    String source,
    String name,
    String description,
    List<PlanParameter> parameters,
    List<PlanAgent> agents,
    List<PlanResource> resources,
    List<PlanTask> tasks) {

  public PlanFile {
    parameters = List.copyOf(parameters);
    agents = List.copyOf(agents);
    resources = List.copyOf(resources);
    tasks = List.copyOf(tasks);
  }

  /** The agents that do the work: those declared, else so many implicit workers. */
  public List<PlanAgent> crew(int implicitCount) {
    return agents.isEmpty() ? List.of(PlanAgent.implicit(implicitCount)) : agents;
  }
}
