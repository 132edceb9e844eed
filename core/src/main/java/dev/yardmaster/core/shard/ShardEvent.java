package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Reply;

/** What happened to a shard itself: its leadership and its requests. */
public sealed interface ShardEvent extends Event {
  /**
   * A leader took over: incarnation + {@code increment} from here on. The one event that is applied
   * whatever base its record names; the leader knows its own by the nonce.
   */
  record LeaderChanged(long nonce, int increment) implements ShardEvent {}

  /** A client may number requests under this session, for this principal alone. */
  record ClientSessionOpened(long session, Principal by) implements ShardEvent {}

  /** The client session was silent for an hour; its requests are refused from now on. */
  record ClientSessionExpired(long session) implements ShardEvent {}

  /**
   * A request got its answer, which a retry will get again; answers below the lowest are dropped.
   */
  record RequestAnswered(RequestKey key, Reply reply) implements ShardEvent {}

  /**
   * A request that its caller gave a name got its answer, in the workspace it was made in; for an
   * hour a retry will get it again.
   */
  record NamedRequestAnswered(Principal by, IdempotencyKey key, Reply reply)
      implements ShardEvent {}

  /** So many answers to named requests, the oldest of the workspace, were given an hour ago. */
  record NamedAnswersExpired(int count) implements ShardEvent {}

  /** Of a snapshot, its first event: where the log stood. */
  record ShardRestored(
      long incarnation, long position, Now now, long leaderChangedMillis, long nonce)
      implements ShardEvent {}

  /** Of a snapshot: a client session; its remembered answers follow as {@link RequestAnswered}. */
  record ClientSessionRestored(
      long session, Principal by, long lastUsedMillis, long lowestUnanswered)
      implements ShardEvent {}

  /** Of a snapshot: the answer to a named request, in its workspace; the oldest come first. */
  record NamedAnswerRestored(Principal by, IdempotencyKey key, Reply reply, long answeredMillis)
      implements ShardEvent {}
}
