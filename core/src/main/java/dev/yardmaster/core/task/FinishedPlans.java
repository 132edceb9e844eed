package dev.yardmaster.core.task;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans that succeeded whole, oldest end first, and those on their way out of memory (R23). */
final class FinishedPlans {
  private final Map<Plan, Integer> sizes = new LinkedHashMap<>();
  private final Deque<Plan> retiring = new ArrayDeque<>();
  private long tasks;

  /** Looks at a plan again after its stage or one of its tasks changed. */
  void look(Plan plan) {
    Integer before = sizes.get(plan);
    if (plan.isFinished()) {
      sizes.put(plan, plan.size());
      tasks += plan.size() - (before == null ? 0 : before);
    } else if (before != null) {
      sizes.remove(plan);
      tasks -= before;
    }
  }

  /** The oldest, when those that finished after it are as many as are kept, or hold as much. */
  @Nullable Plan oldest(Retention kept) {
    if (sizes.size() <= 1) {
      return null;
    }
    Map.Entry<Plan, Integer> first = sizes.entrySet().iterator().next();
    boolean surplus =
        tasks - first.getValue() >= kept.finished() || sizes.size() > Math.max(1, kept.plans());
    return surplus ? first.getKey() : null;
  }

  void retire(Plan plan) {
    retiring.addLast(plan);
  }

  @Nullable Plan nextRetiring() {
    return retiring.peekFirst();
  }

  void retired(Plan plan) {
    retiring.remove(plan);
  }

  void verify(Collection<Plan> plans, List<String> problems) {
    long sum = 0;
    for (Plan plan : plans) {
      Integer size = sizes.get(plan);
      boolean finished =
          plan.stage() == PlanStage.SETTLED
              && plan.tasks().stream().allMatch(t -> t.state() instanceof TaskState.Succeeded)
              && plan.former().stream().allMatch(t -> t.state() instanceof TaskState.Ended);
      if (finished != (size != null) || (size != null && size != plan.size())) {
        problems.add(
            "R23: plan %s of %d tasks counts as %s".formatted(plan.id(), plan.size(), size));
      }
      if ((plan.stage() == PlanStage.RETIRE) != retiring.contains(plan)) {
        problems.add("R23: plan %s is at %s".formatted(plan.id(), plan.stage()));
      }
      sum += size == null ? 0 : size;
    }
    if (sum != tasks) {
      problems.add("R23: finished plans hold %d tasks, counted %d".formatted(sum, tasks));
    }
  }
}
