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

  /** Most bytes of one chunk; any single task fits. */
  public static final long MAX_CHUNK_BYTES = 4L << 20;

  private final TaskTable tasks;
  private final ResourceTable resources;

  public PlanDecisions(TaskTable tasks, ResourceTable resources) {
    this.tasks = tasks;
    this.resources = resources;
  }

  public Reply open(TaskCommand.OpenPlan command, Turn turn) {
    Plan known = tasks.find(command.plan());
    if (known != null && known.stage() != PlanStage.OPEN && known.stage() != PlanStage.SETTLED) {
      return Reply.refused(
          Refusal.limit("Plan %s is still being taken in".formatted(command.plan()), 20));
    }
    if (known == null && tasks.plans().size() >= MAX_PLANS) {
      return Reply.refused(
          Refusal.limit("Expected at most %d plans in memory".formatted(MAX_PLANS), 0));
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
    long weight = command.tasks().stream().mapToLong(TaskSpec::weight).sum();
    if (weight > MAX_CHUNK_BYTES) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a chunk of at most %d bytes, got about %d; send smaller chunks"
                  .formatted(MAX_CHUNK_BYTES, weight)));
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
    turn.emit(new PlanEvent.PlanTasksAdded(command.plan(), command.tasks()));
    return turn.done();
  }

  private @Nullable Refusal check(TaskSpec spec, Plan plan, Set<TaskId> chunk) {
    Refusal malformed = TaskDecisions.checkShape(spec);
    if (malformed != null) {
      return malformed;
    }
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
      return tasks.tombstones().find(spec.id()) == null
          ? null
          : Refusal.alreadyExists(
              "Task %s was done and retired; choose another id".formatted(spec.id()));
    }
    if (known.slot() == null || !known.slot().plan().equals(plan.id())) {
      return Refusal.alreadyExists(
          "Task %s exists outside plan %s; choose another id".formatted(spec.id(), plan.id()));
    }
    if (known.spec().equals(spec)) {
      return null;
    }
    if (known.state() instanceof TaskState.Succeeded && !plan.redoChanged()) {
      return Refusal.failedPrecondition(
          "Task %s has succeeded and its content changed; undo the change, or ask for changed tasks to be redone"
              .formatted(spec.id()));
    }
    if (known.state() instanceof TaskState.Running
        || known.state() instanceof TaskState.Cancelling) {
      return Refusal.failedPrecondition(
          "Task %s is %s and its content changed; wait or cancel it first"
              .formatted(spec.id(), known.state().name()));
    }
    return null;
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
      return Reply.refused(
          Refusal.notFound("Expected plan %s to exist; check the id".formatted(command.plan())));
    }
    if (plan.stage() != PlanStage.SETTLED && plan.stage() != PlanStage.OPEN) {
      return Reply.refused(
          Refusal.limit("Plan %s is still being taken in".formatted(command.plan()), 20));
    }
    if (plan.stage() == PlanStage.OPEN) {
      turn.emit(new PlanEvent.PlanUploadDropped(command.plan()));
    }
    turn.emit(new PlanEvent.PlanCancelRequested(command.plan(), command.reason()));
    return turn.done();
  }

  private static Reply notUploading(PlanId plan) {
    return Reply.refused(
        Refusal.failedPrecondition(
            "Expected an upload of plan %s to be open; open one first".formatted(plan)));
  }
}
