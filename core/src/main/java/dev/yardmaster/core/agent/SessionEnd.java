package dev.yardmaster.core.agent;

/** Why an agent's session ended. */
public enum SessionEnd {
  /** The agent said farewell. */
  LEFT,
  /** No sign of life for its TTL. */
  EXPIRED,
  /** Its principal joined the same id again. */
  REJOINED,
  /** The process it lived in is gone or is stopping; its losses do not count (R21). */
  PROCESS_ENDED,
  /** Of an attempt only: it was ended to break a deadlock (R54). */
  PREEMPTED,
  /** Of an attempt only: another agent won the conflict about its task; does not count (R71). */
  OVERRULED;

  public AgentStatus status() {
    return this == LEFT ? AgentStatus.GONE : AgentStatus.LOST;
  }

  /** Whether losing attempts this way counts towards the limit of losses. */
  public boolean counts() {
    return this == EXPIRED || this == REJOINED || this == PREEMPTED;
  }
}
