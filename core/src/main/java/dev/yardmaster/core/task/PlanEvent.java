package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.machine.Event;
import java.util.List;

/**
 * What happened to plans: uploaded in chunks, sealed at once, carried out step by step (R23, R24).
 */
public sealed interface PlanEvent extends Event {
  PlanId plan();

  /** An upload began: the first, or a new revision of a plan that exists. */
  record PlanOpened(PlanId plan, int revision, boolean redoChanged) implements PlanEvent {}

  /** A chunk arrived; its tasks exist only once the plan is sealed and adopted. */
  record PlanTasksAdded(PlanId plan, List<TaskSpec> tasks) implements PlanEvent {
    public PlanTasksAdded {
      tasks = List.copyOf(tasks);
    }
  }

  /** The upload is whole; adoption follows step by step. */
  record PlanSealed(PlanId plan) implements PlanEvent {}

  /** The upload was given up; the former revision, if any, stands. */
  record PlanUploadDropped(PlanId plan) implements PlanEvent {}

  /** The uploaded task at this index took its place. */
  record PlanTaskAdopted(PlanId plan, int index, Adoption how) implements PlanEvent {}

  /** Critical-path ranks, in milliseconds, of the plan's tasks from this index on. */
  record PlanRanked(PlanId plan, int from, List<Long> ranksMillis) implements PlanEvent {
    public PlanRanked {
      ranksMillis = List.copyOf(ranksMillis);
    }
  }

  /** The step with this cursor is done; the next begins at {@code next} of {@code stage}. */
  record PlanAdvanced(PlanId plan, PlanStage stage, int next) implements PlanEvent {}

  /** The whole plan is to be cancelled. */
  record PlanCancelRequested(PlanId plan, String reason) implements PlanEvent {}

  /** Every task of the plan has ended; one by one they leave memory, each with a tombstone. */
  record PlanClosed(PlanId plan, String reason) implements PlanEvent {}

  /** The plan itself has left memory, after its tasks. */
  record PlanRetired(PlanId plan) implements PlanEvent {}

  /** How an uploaded task took its place (R24). */
  enum Adoption {
    /** New. */
    CREATED,
    /** Unchanged: it stays as it is. */
    KEPT,
    /** Unchanged but ended without success: it begins anew. */
    REVIVED,
    /** Changed: its new content replaces the old, and it begins anew. */
    REPLACED,
    /** Unchanged, and known by its tombstone to have succeeded: done, with its result forgotten. */
    RECALLED
  }
}
