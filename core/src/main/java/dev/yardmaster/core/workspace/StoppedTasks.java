package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** READY tasks that breakers keep from starting, each counted for the first that stops it. */
final class StoppedTasks {
  private StoppedTasks() {}

  static Map<BreakerName, Integer> count(Workspace workspace) {
    Map<BreakerName, Integer> counts = new TreeMap<>();
    if (workspace.breakers().all().isEmpty()) {
      return counts;
    }
    for (Task task : workspace.tasks().all()) {
      BreakerName by = stoppedBy(workspace, task);
      if (by != null) {
        counts.merge(by, 1, Integer::sum);
      }
    }
    return Collections.unmodifiableMap(counts);
  }

  /** The one it is parked on, else the one it would be parked on if an agent asked for it now. */
  private static @Nullable BreakerName stoppedBy(Workspace workspace, Task task) {
    if (task.state().name() != TaskState.Name.READY) {
      return null;
    }
    BreakerName parkedOn = PlacementIndex.stoppedBy(task);
    if (parkedOn != null) {
      return parkedOn;
    }
    for (BreakerName name : task.spec().requirements().breakers()) {
      if (!workspace.breakers().admits(name)) {
        return name;
      }
    }
    return null;
  }
}
