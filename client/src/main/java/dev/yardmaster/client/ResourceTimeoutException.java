package dev.yardmaster.client;

import dev.yardmaster.core.machine.Refusal;

/**
 * A lock could not be had in time (TIMEOUT), or not at once (HELD). The text names the holder.
 *
 * {@snippet file="LockExamplesTest.java" region="timeout"}
 */
public final class ResourceTimeoutException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  ResourceTimeoutException(Refusal refusal) {
    super(refusal);
  }
}
