package dev.yardmaster.client;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.wait.Outcome;

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

  /** Of a wait that was given up after it began. */
  static DeadlockException of(Outcome.Deadlock deadlock) {
    return new DeadlockException(
        new Refusal(
            RefusalCode.DEADLOCK,
            "Waiting would never have ended: %s; release what you hold and try again"
                .formatted(deadlock.cycle())));
  }

  /** Who waits for whom, one step after the other, in words. */
  public String cycle() {
    return refusal().text();
  }
}
