package dev.yardmaster.cli.plan;

import java.util.List;

/** One task of a plan, with the plan's defaults already applied. */
public record PlanTask(
    String id,
    TaskAbout about,
    List<PlanDependency> dependsOn,
    TaskNeeds needs,
    TaskProcess process,
    TaskPolicy policy,
    SourceMark at) {

  public PlanTask {
    dependsOn = List.copyOf(dependsOn);
  }

  /** What placement learns on. */
  public String type() {
    return about.type();
  }
}
