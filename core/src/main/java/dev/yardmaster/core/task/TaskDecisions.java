package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Resource;
import dev.yardmaster.core.resource.ResourceTable;
import org.jspecify.annotations.Nullable;

/** Decides what people and programs ask about single tasks. */
public final class TaskDecisions {
  private final TaskTable tasks;
  private final ResourceTable resources;

  public TaskDecisions(TaskTable tasks, ResourceTable resources) {
    this.tasks = tasks;
    this.resources = resources;
  }

  public Reply submit(TaskSpec spec, Turn turn) {
    Reply known = alreadyKnown(spec);
    if (known != null) {
      return known;
    }
    Plan uploading = tasks.uploadOf(spec.id());
    if (uploading != null) {
      return Reply.refused(
          Refusal.alreadyExists(
              "Task %s is in the upload of plan %s; choose another id"
                  .formatted(spec.id(), uploading.id())));
    }
    for (Dependency dependency : spec.dependencies()) {
      if (tasks.find(dependency.task()) == null
          && tasks.tombstones().find(dependency.task()) == null) {
        return Reply.refused(
            Refusal.notFound(
                "Expected dependency %s of task %s to exist; submit it first, or upload both as a plan"
                    .formatted(dependency.task(), spec.id())));
      }
    }
    Refusal refusal = checkFeasible(spec, tasks, resources);
    if (refusal != null) {
      return Reply.refused(refusal);
    }
    turn.emit(new TaskEvent.TaskSubmitted(spec));
    Task task = tasks.require(spec.id());
    TombstoneRestored broken = tasks.brokenTombstone(spec);
    if (broken == null) {
      Cascades.settleNew(task, turn);
    } else {
      turn.emit(new TaskEvent.TaskSkipped(spec.id(), rootOf(spec, broken)));
    }
    return turn.done();
  }

  private @Nullable Reply alreadyKnown(TaskSpec spec) {
    Task known = tasks.find(spec.id());
    if (known != null) {
      return known.spec().equals(spec)
          ? new Reply.Done(new LogPosition(known.arrival()))
          : Reply.refused(exists(spec, known.state().name()));
    }
    TombstoneRestored stone = tasks.tombstones().find(spec.id());
    if (stone != null) {
      return stone.contentHash() == SpecHash.of(spec)
          ? new Reply.Done(LogPosition.START)
          : Reply.refused(exists(spec, stone.outcome()));
    }
    return null;
  }

  private static Refusal exists(TaskSpec spec, TaskState.Name state) {
    return Refusal.alreadyExists(
        "Task %s exists with other content and is %s; choose another id or repeat the first content"
            .formatted(spec.id(), state));
  }

  private static dev.yardmaster.core.identity.TaskId rootOf(
      TaskSpec spec, TombstoneRestored stone) {
    for (Dependency dependency : spec.dependencies()) {
      if (SpecHash.of(dependency.task()) == stone.idHash()) {
        return dependency.task();
      }
    }
    throw new IllegalStateException("Expected the tombstone of a dependency of " + spec.id());
  }

  /** Resources, then limits: what no waiting could ever mend is refused at once. */
  static @Nullable Refusal checkFeasible(TaskSpec spec, TaskTable tasks, ResourceTable resources) {
    for (LockRequest lock : spec.requirements().locks()) {
      Refusal refusal = checkLock(spec, lock, resources);
      if (refusal != null) {
        return refusal;
      }
    }
    if (tasks.size() >= TaskTable.MAX_TASKS) {
      return Refusal.limit(
          "Expected at most %d tasks in memory; wait until some have ended, or close plans that are over"
              .formatted(TaskTable.MAX_TASKS),
          1_000);
    }
    Refusal tooHeavy = checkPayload(tasks, spec.work().input().size());
    if (tooHeavy != null) {
      return tooHeavy;
    }
    if (tasks.classCount() >= ClassKey.MAX_CLASSES && !tasks.hasClass(ClassKey.of(spec))) {
      return Refusal.limit(
          "Expected at most %d different sets of capabilities and labels among tasks; reuse some"
              .formatted(ClassKey.MAX_CLASSES),
          0);
    }
    return null;
  }

  /** Whether so many bytes more of inputs and results fit into the workspace and its shard. */
  static @Nullable Refusal checkPayload(TaskTable tasks, long more) {
    if (more == 0) {
      return null;
    }
    long inWorkspace = tasks.payloadBytes() + tasks.otherBytes();
    if (inWorkspace + more > TaskTable.MAX_PAYLOAD_BYTES) {
      return tooHeavy("this workspace", TaskTable.MAX_PAYLOAD_BYTES, inWorkspace, more);
    }
    return tasks.shardPayloadBytes() + more > ShardPayloads.MAX_BYTES
        ? tooHeavy(
            "all workspaces of this shard",
            ShardPayloads.MAX_BYTES,
            tasks.shardPayloadBytes(),
            more)
        : null;
  }

  private static Refusal tooHeavy(String where, long most, long now, long more) {
    return Refusal.limit(
        "Expected inputs, results, messages and records of %s to take at most %d bytes of memory, but they take %d and this adds %d; wait until tasks have left memory, close plans that are over, or send references"
            .formatted(where, most, now, more),
        1_000);
  }

  private static @Nullable Refusal checkLock(
      TaskSpec spec, LockRequest lock, ResourceTable resources) {
    if (lock.mode() != LockMode.PERMITS) {
      return null;
    }
    Resource resource = resources.find(lock.resource());
    int capacity = resource == null ? 0 : resource.capacity();
    return lock.permits() <= capacity
        ? null
        : Refusal.failedPrecondition(
            "Task %s asks for %d permits of %s, whose capacity is %d; declare more or ask for less"
                .formatted(spec.id(), lock.permits(), lock.resource(), capacity));
  }

  public Reply cancel(TaskCommand.CancelTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (task.state() instanceof TaskState.Ended) {
      return task.state() instanceof TaskState.Cancelled
          ? turn.done()
          : ended(task, "be open, so that it can be cancelled");
    }
    Ends.cancel(task, command.reason(), turn);
    return turn.done();
  }

  public Reply retry(TaskCommand.RetryTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (!(task.state() instanceof TaskState.Ended) || task.state() instanceof TaskState.Succeeded) {
      return ended(task, "be FAILED, SKIPPED or CANCELLED, so that it can be retried");
    }
    if (tasks.isRetiring(task)) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "The plan of task %s is closed and leaves memory; run the plan again"
                  .formatted(task.id())));
    }
    for (Edge edge : task.incoming()) {
      if (edge.isBroken() && tasks.find(edge.dependency().id()) == edge.dependency()) {
        return Reply.refused(
            Refusal.failedPrecondition(
                "Expected the dependencies of task %s to be open or SUCCEEDED, but %s is %s; retry that one, this one revives with it"
                    .formatted(
                        task.id(), edge.dependency().id(), edge.dependency().state().name())));
      }
    }
    TombstoneRestored broken = tasks.brokenTombstone(task.spec());
    if (broken != null) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected the dependencies of task %s to be open or SUCCEEDED, but %s was %s and has left memory; submit the work anew under other ids"
                  .formatted(task.id(), rootOf(task.spec(), broken), broken.outcome())));
    }
    turn.emit(new TaskEvent.TaskRetried(task.id(), command.by()));
    Cascades.releaseIfFree(task, turn);
    return turn.done();
  }

  public Reply approve(TaskCommand.ApproveTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (!task.spec().limits().approval()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Task %s asks for no approval; nothing to do".formatted(task.id())));
    }
    if (!task.lacksApproval()) {
      return turn.done();
    }
    if (task.state() instanceof TaskState.Ended) {
      return ended(task, "be open, so that it can be approved");
    }
    turn.emit(new TaskEvent.TaskApproved(task.id(), command.by()));
    Cascades.releaseIfFree(task, turn);
    return turn.done();
  }

  public Reply reject(TaskCommand.RejectTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (!task.lacksApproval() || task.state() instanceof TaskState.Ended) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected task %s to await approval, but it is %s%s; cancel it instead"
                  .formatted(
                      task.id(),
                      task.state().name(),
                      task.lacksApproval() ? "" : " and needs none")));
    }
    turn.emit(
        new TaskEvent.TaskCancelled(
            task.id(), "rejected by %s: %s".formatted(command.by(), command.reason())));
    return turn.done();
  }

  public Reply setPriority(TaskCommand.SetTaskPriority command, Turn turn) {
    if (command.priority() < 0 || command.priority() > 100) {
      return Reply.refused(
          Refusal.invalid("Expected a priority of 0 to 100, got " + command.priority()));
    }
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (task.state() instanceof TaskState.Ended) {
      return ended(task, "be open, so that its priority matters");
    }
    if (task.priority() != command.priority()) {
      turn.emit(new TaskEvent.TaskPriorityChanged(task.id(), command.priority()));
    }
    return turn.done();
  }

  public Reply purge(TaskCommand.PurgeTask command, Turn turn) {
    Task task = tasks.find(command.task());
    if (task == null) {
      return missing(command.task());
    }
    if (!(task.state() instanceof TaskState.Ended) || task.slot() != null) {
      return ended(task, "have ended outside a plan, so that it can be purged");
    }
    if (task.hasDependentsToSettle() || task.hasDependentsToRevive()) {
      return Reply.refused(
          Refusal.limit("The dependents of task %s are being told".formatted(task.id()), 10));
    }
    turn.emit(new TaskEvent.TaskRetired(task.id()));
    return turn.done();
  }

  static Reply missing(dev.yardmaster.core.identity.TaskId id) {
    return Reply.refused(
        Refusal.notFound(
            "Expected task %s to exist; check the id, or look it up in the history".formatted(id)));
  }

  private static Reply ended(Task task, String expected) {
    return Reply.refused(
        Refusal.failedPrecondition(
            "Expected task %s to %s, but it is %s"
                .formatted(task.id(), expected, task.state().name())));
  }
}
