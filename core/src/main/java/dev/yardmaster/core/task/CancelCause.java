package dev.yardmaster.core.task;

/** Why a running attempt is being cancelled, and so what follows when it has ended (R21). */
public enum CancelCause {
  /** Somebody cancelled the task: it ends CANCELLED. */
  REQUESTED,
  /** {@code startToClose} is over: the attempt failed. */
  START_TO_CLOSE,
  /** No heartbeat: the attempt failed. */
  HEARTBEAT,
  /** {@code deadline} is over: the task fails. */
  DEADLINE
}
