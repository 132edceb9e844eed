package dev.yardmaster.core.agent;

/** Where an agent is in its life (R13). */
public enum AgentStatus {
  ACTIVE,
  /** Finishes what it has, gets nothing new. */
  DRAINING,
  /** Gets nothing new until resumed. */
  PAUSED,
  /** Its session ended without a farewell. */
  LOST,
  /** It left. */
  GONE;

  public boolean isAttached() {
    return this == ACTIVE || this == DRAINING || this == PAUSED;
  }
}
