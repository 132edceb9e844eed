package dev.yardmaster.client;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;

/**
 * A refusal, with its code and a text that says what was expected and what to do next.
 *
 * {@snippet file="LockExamplesTest.java" region="refusal"}
 */
public class CoordinationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public CoordinationException(Refusal refusal) {
    super(refusal.toString());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }

  public RefusalCode code() {
    return refusal.code();
  }
}
