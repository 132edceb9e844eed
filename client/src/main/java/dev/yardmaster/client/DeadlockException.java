package dev.yardmaster.client;

import dev.yardmaster.core.machine.Refusal;

/**
 * A wait was refused since it would never have ended (DEADLOCK). The text shows the whole cycle;
 * release what you hold and try again.
 *
 * {@snippet file="LockExamplesTest.java" region="deadlock"}
 */
public final class DeadlockException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  DeadlockException(Refusal refusal) {
    super(refusal);
  }

  /** Who waits for whom, one step after the other, in words. */
  public String cycle() {
    return refusal().text();
  }
}
