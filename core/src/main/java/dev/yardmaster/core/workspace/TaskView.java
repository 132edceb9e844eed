package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stood when asked.
 *
 * @param attempts started since it was created or retried, lost ones excluded
 * @param waitsFor unfinished dependencies
 */
public record TaskView(
    TaskSpec spec,
    TaskState state,
    int priority,
    long rankMillis,
    int attempts,
    FencingToken lastEpoch,
    List<TaskId> waitsFor) {
  public TaskId id() {
    return spec.id();
  }

  static TaskView of(Task task) {
    return new TaskView(
        task.spec(),
        task.state(),
        task.priority(),
        task.rankMillis(),
        task.attempts(),
        task.lastEpoch(),
        List.copyOf(task.waitsFor()));
  }

  static List<TaskView> list(
      Workspace workspace, TaskState.@Nullable Name state, @Nullable TaskId after, int limit) {
    List<TaskView> found = new ArrayList<>();
    boolean reached = after == null || workspace.tasks().find(after) == null;
    for (Task task : workspace.tasks().all()) {
      if (found.size() == limit) {
        break;
      }
      if (reached && (state == null || task.state().name() == state)) {
        found.add(of(task));
      }
      reached |= task.id().equals(after);
    }
    return found;
  }
}
