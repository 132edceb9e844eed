package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.machine.Refusal;

/** A refusal where there is no reply to carry it: of a query or a watch. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
