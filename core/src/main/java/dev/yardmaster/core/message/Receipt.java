package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.List;

/**
 * How the sending of a message went: how many recipients took it, how many did not, and which.
 *
 * @param named those who refused, at most {@link MailLimits#MAX_RECIPIENTS} of them
 */
public record Receipt(int accepted, int refused, List<Refused> named) {
  /** A recipient that did not take it: NOT_FOUND or LIMIT. */
  public record Refused(AgentId recipient, RefusalCode code) {}

  public Receipt {
    named = List.copyOf(named);
  }

  int size() {
    int size = 0;
    for (Refused each : named) {
      size += each.recipient().value().length() + Long.BYTES;
    }
    return size;
  }

  long hash(long h) {
    h = Hashing.fold(Hashing.fold(h, accepted), refused);
    for (Refused each : named) {
      h = Hashing.fold(Hashing.fold(h, each.recipient().value()), each.code());
    }
    return h;
  }
}
