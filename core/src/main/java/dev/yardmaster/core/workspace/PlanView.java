package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.Plan;
import dev.yardmaster.core.task.PlanStage;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A plan as it stood when asked.
 *
 * @param tasks how many, by state; while an upload is taken in, those already in place
 * @param remainingMillis the longest critical-path rank among tasks that have not ended
 */
public record PlanView(
    PlanId id,
    int revision,
    PlanStage stage,
    Map<TaskState.Name, Integer> tasks,
    long remainingMillis) {
  /** Whether every task has ended and nothing is on its way. */
  public boolean isOver() {
    return stage == PlanStage.SETTLED
        && tasks.entrySet().stream().allMatch(e -> e.getKey().isEnded() || e.getValue() == 0);
  }

  public int count(TaskState.Name state) {
    return tasks.getOrDefault(state, 0);
  }

  public int size() {
    return tasks.values().stream().mapToInt(Integer::intValue).sum();
  }

  static PlanView of(Plan plan) {
    Map<TaskState.Name, Integer> counts = new EnumMap<>(TaskState.Name.class);
    long remaining = 0;
    for (Task task : plan.tasks()) {
      counts.merge(task.state().name(), 1, Integer::sum);
      if (!task.state().name().isEnded()) {
        remaining = Math.max(remaining, task.rankMillis());
      }
    }
    return new PlanView(
        plan.id(), plan.revision(), plan.stage(), Collections.unmodifiableMap(counts), remaining);
  }
}
