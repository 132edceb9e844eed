package dev.yardmaster.core.task;

/**
 * Where a plan is on its way from upload to work; each stage past OPEN is walked by continuations.
 */
public enum PlanStage {
  /** Being uploaded. */
  OPEN,
  /** Sealed: uploaded tasks take their places, first to last. */
  ADOPT,
  /** Tasks of an earlier revision that are no longer in the plan are cancelled. */
  DROP,
  /** Critical-path ranks are computed, last to first. */
  RANK,
  /** What nothing holds back becomes READY. */
  RELEASE,
  /** Every open task is cancelled. */
  CANCEL,
  /** Its tasks leave memory, first to last, then the plan itself. */
  RETIRE,
  /** Nothing is left to walk. */
  SETTLED
}
