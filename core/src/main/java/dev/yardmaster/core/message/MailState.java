package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Hashing;

/** Where a message stands for one recipient while it is kept (R61). Times are state time. */
public sealed interface MailState {
  Fate fate();

  /** Waits for its recipient, in its place. */
  record Queued() implements MailState {
    @Override
    public Fate fate() {
      return Fate.QUEUED;
    }
  }

  /** Given back for a while; QUEUED to everyone outside. */
  record Delayed(long untilMillis) implements MailState {
    @Override
    public Fate fate() {
      return Fate.QUEUED;
    }
  }

  /** With a session of its recipient, out of sight until its visibility ends. */
  record Delivered(FencingToken session, FencingToken token, long visibleAtMillis)
      implements MailState {
    @Override
    public Fate fate() {
      return Fate.DELIVERED;
    }
  }

  /** A dead letter. */
  record Dead(long sinceMillis) implements MailState {
    @Override
    public Fate fate() {
      return Fate.DEAD;
    }
  }

  default long hash(long h) {
    return switch (this) {
      case Queued q -> Hashing.fold(h, 1);
      case Delayed d -> Hashing.fold(Hashing.fold(h, 2), d.untilMillis());
      case Delivered d ->
          Hashing.fold(
              Hashing.fold(Hashing.fold(h, d.session().value()), d.token().value()),
              d.visibleAtMillis());
      case Dead d -> Hashing.fold(Hashing.fold(h, 3), d.sinceMillis());
    };
  }
}
