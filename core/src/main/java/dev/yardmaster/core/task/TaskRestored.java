package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import org.jspecify.annotations.Nullable;

/** Of a snapshot: a task as it stood; tasks come in the order in which they arrived. */
public record TaskRestored(
    TaskSpec spec, TaskState state, Progress progress, @Nullable PlanSlot slot)
    implements SnapshotEvent {
  /**
   * What a task has been through.
   *
   * @param arrival log position at which it came; orders tasks of equal priority and rank
   * @param attempts started attempts since it was created or retried, lost ones excluded
   * @param losses attempts lost and counted
   * @param settled dependents, from the first, that know of its end
   * @param revived dependents, from the first, looked at since it was retried; -1 when none are due
   * @param lastEpoch value of its newest epoch, 0 if it never had one
   */
  public record Progress(
      long arrival,
      int attempts,
      int losses,
      int settled,
      int revived,
      long lastEpoch,
      Standing standing) {}

  /**
   * What people, plans and resolved conflicts set on a task after it came.
   *
   * @param pin the one agent it is for, or null
   */
  public record Standing(
      int priority, long rankMillis, boolean approved, boolean released, @Nullable AgentId pin) {}

  /** Its place in its plan. */
  public record PlanSlot(PlanId plan, int revision, int index) {}

  public TaskId task() {
    return spec.id();
  }
}
