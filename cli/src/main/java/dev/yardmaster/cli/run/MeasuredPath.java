package dev.yardmaster.cli.run;

import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.TaskGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The chain of dependent tasks whose measured durations sum up to most. */
final class MeasuredPath {
  private MeasuredPath() {}

  /** The chain, first to last; tasks that were not measured count 0 and are left out. */
  static List<RunSummary.Timed> of(List<PlanTask> tasks, Map<String, Long> durations) {
    TaskGraph graph = TaskGraph.of(tasks);
    long[] until = new long[tasks.size()];
    int[] before = new int[tasks.size()];
    Arrays.fill(before, -1);
    int last = -1;
    for (int task : graph.topologicalOrder()) {
      graph.dependencies(
          task,
          dependency -> {
            if (until[dependency] > until[task]) {
              until[task] = until[dependency];
              before[task] = dependency;
            }
          });
      until[task] += durations.getOrDefault(tasks.get(task).id(), 0L);
      if (last < 0 || until[task] > until[last]) {
        last = task;
      }
    }
    List<RunSummary.Timed> path = new ArrayList<>();
    for (int task = last; task >= 0; task = before[task]) {
      Long millis = durations.get(tasks.get(task).id());
      if (millis != null) {
        path.add(new RunSummary.Timed(tasks.get(task).id(), millis));
      }
    }
    Collections.reverse(path);
    return path;
  }
}
