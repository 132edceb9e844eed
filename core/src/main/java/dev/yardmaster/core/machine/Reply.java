package dev.yardmaster.core.machine;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told. All but {@link Refused} are remembered, so that a retry of the same
 * request gets its first answer (S2).
 */
public sealed interface Reply {
  /** Accepted; everything it did is at or before this position. */
  record Done(LogPosition position) implements Reply {}

  /** Accepted: the agent's session token and the unguessable handle its calls must carry. */
  record Joined(LogPosition position, FencingToken session, String handle) implements Reply {}

  /** Accepted: the client session under which requests are numbered. */
  record ClientSessionOpened(LogPosition position, long session) implements Reply {}

  /**
   * Accepted: the lock set is the caller's under this token.
   *
   * @param leaseMillis 0 when it lasts as long as the holder
   */
  record Granted(LogPosition position, FencingToken token, long leaseMillis) implements Reply {}

  /** Accepted: the caller waits; how it ends is told by an event, and to who asks by this id. */
  record Waiting(LogPosition position, FencingToken waitId) implements Reply {}

  /**
   * Accepted: how many recipients have the message, how many refused it. Each result where
   * recipients were named, else of those who refused, as many as fit.
   */
  record Sent(LogPosition position, int accepted, int refused, List<Result> results)
      implements Reply {
    public Sent {
      results = List.copyOf(results);
    }

    /** What one recipient said: null when it has the message. */
    public record Result(AgentId recipient, @Nullable RefusalCode refusal) {}
  }

  /**
   * Accepted: these messages, in this order, are the caller's under this token, or are shown to it
   * under that; none where there are none. Their contents are read by a query.
   */
  record Received(LogPosition position, FencingToken token, List<MessageId> messages)
      implements Reply {
    public Received {
      messages = List.copyOf(messages);
    }
  }

  /** Accepted, but for these messages, which were not the caller's under the token it showed. */
  record Acked(LogPosition position, List<MessageId> stale) implements Reply {
    public Acked {
      stale = List.copyOf(stale);
    }
  }

  /**
   * Answered no: decided and recorded (a stale call on a task, a deadlock), remembered like a yes.
   */
  record AnsweredNo(LogPosition position, Refusal refusal) implements Reply {}

  /** Refused: no event, nothing remembered. */
  record Refused(Refusal refusal) implements Reply {}

  /** Why the answer is no, for those that are; null for every yes. */
  default @Nullable Refusal refusal() {
    return null;
  }

  /** At or before which all its effects are; null where there are none. */
  default @Nullable LogPosition position() {
    return null;
  }

  static Reply refused(Refusal refusal) {
    return new Refused(refusal);
  }
}
