package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import java.util.List;

/** The part of an answer in the state hash (S4): who asks again must get the same one anywhere. */
final class ReplyHash {
  private ReplyHash() {}

  static long of(Reply reply) {
    return switch (reply) {
      case Reply.Done r -> Hashing.fold(1, r.position().value());
      case Reply.Joined r ->
          Hashing.fold(with(2, r.position().value(), r.session().value()), r.handle());
      case Reply.ClientSessionOpened r -> with(3, r.position().value(), r.session());
      case Reply.Granted r ->
          Hashing.fold(with(4, r.position().value(), r.token().value()), r.leaseMillis());
      case Reply.Waiting r -> with(5, r.position().value(), r.waitId().value());
      case Reply.Sent r -> of(r);
      case Reply.Received r -> of(with(7, r.position().value(), r.token().value()), r.messages());
      case Reply.Acked r -> of(Hashing.fold(8, r.position().value()), r.stale());
      case Reply.AnsweredNo r -> of(Hashing.fold(9, r.position().value()), r.refusal());
      case Reply.Refused r -> of(10, r.refusal());
    };
  }

  private static long with(long kind, long position, long token) {
    return Hashing.fold(Hashing.fold(kind, position), token);
  }

  private static long of(Reply.Sent sent) {
    long h = Hashing.fold(with(6, sent.position().value(), sent.accepted()), sent.refused());
    for (Reply.Sent.Result result : sent.results()) {
      h = Hashing.fold(h, result.recipient().value());
      h = Hashing.fold(h, result.refusal() == null ? "" : result.refusal().name());
    }
    return h;
  }

  private static long of(long hash, List<MessageId> messages) {
    long h = hash;
    for (MessageId message : messages) {
      h = Hashing.fold(h, message.value());
    }
    return h;
  }

  private static long of(long hash, Refusal refusal) {
    return Hashing.fold(
        Hashing.fold(Hashing.fold(hash, refusal.code()), refusal.text()),
        refusal.retryAfterMillis());
  }
}
