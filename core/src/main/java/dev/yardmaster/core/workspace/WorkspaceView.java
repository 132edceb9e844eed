package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.Plan;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A workspace in numbers, as it stood when asked. */
public record WorkspaceView(
    WorkspaceId id,
    boolean paused,
    PlacementPolicy policy,
    Map<TaskState.Name, Integer> tasks,
    int agents,
    int resources,
    List<PlanId> plans) {
  static WorkspaceView of(Workspace workspace) {
    Map<TaskState.Name, Integer> counts = new EnumMap<>(TaskState.Name.class);
    for (TaskState.Name name : TaskState.Name.values()) {
      counts.put(name, workspace.tasks().count(name));
    }
    return new WorkspaceView(
        workspace.id(),
        workspace.isPaused(),
        workspace.policy(),
        Collections.unmodifiableMap(counts),
        workspace.agents().size(),
        workspace.resources().size(),
        workspace.tasks().plans().stream().map(Plan::id).toList());
  }
}
