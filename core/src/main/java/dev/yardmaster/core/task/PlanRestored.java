package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;

/**
 * Of a snapshot: a plan as it stood; its uploaded and adopted tasks follow as events of their own.
 */
public record PlanRestored(
    PlanId plan, int revision, boolean redoChanged, PlanStage stage, int next, String cancelReason)
    implements SnapshotEvent {}
