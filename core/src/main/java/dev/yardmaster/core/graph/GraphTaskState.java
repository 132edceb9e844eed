package dev.yardmaster.core.graph;

/** Where a task of the graph stands. The graph does not know whether a ready task is running. */
public enum GraphTaskState {
  /** At least one dependency has not ended. */
  WAITING,
  /** Every dependency ended as expected; the task may run or is running. */
  READY,
  COMPLETED,
  FAILED,
  CANCELLED,
  /** Never ran: a dependency that had to succeed did not. */
  SKIPPED;

  /** Waiting or ready: the task has not ended. */
  public boolean isOpen() {
    return this == WAITING || this == READY;
  }
}
