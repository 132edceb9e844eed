package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.ResourceTable;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides uploads of plans (R23, R24); what a seal sets going is done by {@link Cascades}. */
public final class PlanDecisions {
  /** Most plans of a workspace in memory. */
  public static final int MAX_PLANS = 10_000;

  private final TaskTable tasks;
  private final ResourceTable resources;

  public PlanDecisions(TaskTable tasks, ResourceTable resources) {
    this.tasks = tasks;
    this.resources = resources;
  }

  public Reply open(TaskCommand.OpenPlan command, Turn turn) {
    Plan known = tasks.find(command.plan());
    if (known != null && known.stage() != PlanStage.OPEN && known.stage() != PlanStage.SETTLED) {
      return busy(command.plan());
    }
    if (known == null && tasks.plans().size() >= MAX_PLANS) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d plans in memory; close some that are over".formatted(MAX_PLANS),
              0));
    }
    int revision = known == null ? 1 : known.revision() + 1;
    turn.emit(new PlanEvent.PlanOpened(command.plan(), revision, command.redoChanged()));
    return turn.done();
  }

  public Reply add(TaskCommand.AddPlanTasks command, Turn turn) {
    if (command.tasks().size() > TaskCommand.AddPlanTasks.MAX_CHUNK) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a chunk of at most %d tasks, got %d; send more chunks"
                  .formatted(TaskCommand.AddPlanTasks.MAX_CHUNK, command.tasks().size())));
    }
    long weight = PlanChunks.weight(command.tasks());
    if (weight > PlanChunks.MAX_BYTES) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a chunk of at most %d bytes, got about %d; send smaller chunks"
                  .formatted(PlanChunks.MAX_BYTES, weight)));
    }
    Plan plan = tasks.find(command.plan());
    if (plan == null || !plan.isUploading()) {
      return notUploading(command.plan());
    }
    Set<TaskId> chunk = new HashSet<>();
    for (TaskSpec spec : command.tasks()) {
      Refusal refusal = check(spec, plan, chunk);
      if (refusal != null) {
        return Reply.refused(refusal);
      }
      chunk.add(spec.id());
    }
    long more = command.tasks().stream().mapToLong(this::newBytes).sum();
    Refusal tooHeavy =
        more == 0 ? null : TaskDecisions.checkPayload(tasks, tasks.pendingBytes() + more);
    if (tooHeavy != null) {
      return Reply.refused(tooHeavy);
    }
    turn.emit(new PlanEvent.PlanTasksAdded(command.plan(), command.tasks()));
    plan.addPending(more);
    return turn.done();
  }

  /** What a task of an upload adds to memory; one that stays as it is adds nothing. */
  private long newBytes(TaskSpec spec) {
    Task known = tasks.find(spec.id());
    return known != null && known.spec().equals(spec) ? 0 : spec.work().input().size();
  }

  private @Nullable Refusal check(TaskSpec spec, Plan plan, Set<TaskId> chunk) {
    if (chunk.contains(spec.id()) || plan.hasUploaded(spec.id())) {
      return Refusal.alreadyExists(
          "Task %s is in plan %s twice; keep one".formatted(spec.id(), plan.id()));
    }
    for (Dependency dependency : spec.dependencies()) {
      if (!chunk.contains(dependency.task()) && !plan.hasUploaded(dependency.task())) {
        return Refusal.invalid(
            "Task %s depends on %s, which is not earlier in plan %s; send tasks in topological order"
                .formatted(spec.id(), dependency.task(), plan.id()));
      }
    }
    Refusal known = checkKnown(spec, plan);
    return known != null ? known : TaskDecisions.checkFeasible(spec, tasks, resources);
  }

  private @Nullable Refusal checkKnown(TaskSpec spec, Plan plan) {
    Plan other = tasks.uploadOf(spec.id());
    if (other != null && !other.equals(plan)) {
      return Refusal.alreadyExists(
          "Task %s is in the upload of plan %s; choose another id"
              .formatted(spec.id(), other.id()));
    }
    Task known = tasks.find(spec.id());
    if (known == null) {
      return checkTombstone(spec, plan);
    }
    if (known.slot() == null || !known.slot().plan().equals(plan.id())) {
      return Refusal.alreadyExists(
          "Task %s exists outside plan %s; choose another id".formatted(spec.id(), plan.id()));
    }
    if (known.spec().equals(spec)) {
      return null;
    }
    if (known.state() instanceof TaskState.Succeeded && !plan.redoChanged()) {
      return changed(spec);
    }
    if (known.state() instanceof TaskState.Running
        || known.state() instanceof TaskState.Cancelling) {
      return Refusal.failedPrecondition(
          "Task %s is %s and its content changed; wait or cancel it first"
              .formatted(spec.id(), known.state().name()));
    }
    return null;
  }

  /** A task that left memory with this plan is known by its hash; success is not done again. */
  private @Nullable Refusal checkTombstone(TaskSpec spec, Plan plan) {
    if (tasks.tombstones().find(spec.id()) == null) {
      return null;
    }
    TombstoneRestored stone = tasks.tombstones().find(spec.id(), plan.id());
    if (stone == null) {
      return Refusal.alreadyExists(
          "Task %s ended outside plan %s and has left memory; choose another id"
              .formatted(spec.id(), plan.id()));
    }
    return stone.outcome() == TaskState.Name.SUCCEEDED
            && stone.contentHash() != SpecHash.of(spec)
            && !plan.redoChanged()
        ? changed(spec)
        : null;
  }

  private static Refusal changed(TaskSpec spec) {
    return Refusal.failedPrecondition(
        "Task %s has succeeded and its content changed; undo the change, or ask for changed tasks to be redone"
            .formatted(spec.id()));
  }

  public Reply seal(TaskCommand.SealPlan command, Turn turn) {
    Plan plan = tasks.find(command.plan());
    if (plan == null || !plan.isUploading()) {
      return notUploading(command.plan());
    }
    if (plan.uploaded().isEmpty()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected at least one task in plan %s; add some".formatted(command.plan())));
    }
    turn.emit(new PlanEvent.PlanSealed(command.plan()));
    return turn.done();
  }

  public Reply cancel(TaskCommand.CancelPlan command, Turn turn) {
    Plan plan = tasks.find(command.plan());
    if (plan == null) {
      return missing(command.plan());
    }
    if (plan.stage() != PlanStage.SETTLED && plan.stage() != PlanStage.OPEN) {
      return busy(command.plan());
    }
    if (plan.stage() == PlanStage.OPEN) {
      turn.emit(new PlanEvent.PlanUploadDropped(command.plan()));
    }
    turn.emit(new PlanEvent.PlanCancelRequested(command.plan(), command.reason()));
    return turn.done();
  }

  static Reply missing(PlanId plan) {
    return Reply.refused(
        Refusal.notFound(
            "Expected plan %s to be in memory; check the id, or look it up in the history"
                .formatted(plan)));
  }

  static Reply busy(PlanId plan) {
    return Reply.refused(
        Refusal.limit("Plan %s is being taken in, cancelled or closed".formatted(plan), 20));
  }

  private static Reply notUploading(PlanId plan) {
    return Reply.refused(
        Refusal.failedPrecondition(
            "Expected an upload of plan %s to be open; open one first".formatted(plan)));
  }
}
