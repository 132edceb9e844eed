package dev.yardmaster.server.gateway;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import java.util.Objects;

/** The answer is no: decided and recorded, or refused. */
public final class NoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Reply reply;
  private final boolean absent;

  private NoException(Reply reply, boolean absent) {
    super(
        Objects.requireNonNull(reply.refusal(), "a reply that is a no").toString(),
        null,
        false,
        false);
    this.reply = reply;
    this.absent = absent;
  }

  /** Of a reply whose refusal is not null. */
  static NoException of(Reply reply) {
    return new NoException(reply, false);
  }

  public static NoException of(Refusal refusal) {
    return of(Reply.refused(refusal));
  }

  /** The object asked for does not exist; everything else does. */
  static NoException absent(String what) {
    return new NoException(
        Reply.refused(Refusal.notFound("Expected %s to exist, but it does not".formatted(what))),
        true);
  }

  public Reply reply() {
    return reply;
  }

  /** Whether only the object asked for does not exist. */
  public boolean isAbsent() {
    return absent;
  }

  public Refusal refusal() {
    return Objects.requireNonNull(reply.refusal());
  }
}
