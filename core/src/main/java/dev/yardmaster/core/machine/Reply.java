package dev.yardmaster.core.machine;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;

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
   * Answered no: decided and recorded (a stale call on a task, a deadlock), remembered like a yes.
   */
  record AnsweredNo(LogPosition position, Refusal refusal) implements Reply {}

  /** Refused: no event, nothing remembered. */
  record Refused(Refusal refusal) implements Reply {}

  static Reply refused(Refusal refusal) {
    return new Refused(refusal);
  }
}
