package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.protocol.log.v1.ShardProto;

/** Events and values of shards. */
public final class ShardMapping {
  private ShardMapping() {}

  static ShardProto.ShardEvent write(ShardEvent event) {
    ShardProto.ShardEvent.Builder to = ShardProto.ShardEvent.newBuilder();
    switch (event) {
      case ShardEvent.LeaderChanged e ->
          to.getLeaderChangedBuilder().setNonce(e.nonce()).setIncrement(e.increment());
      case ShardEvent.ClientSessionOpened e ->
          to.getClientSessionOpenedBuilder().setSession(e.session()).setBy(e.by().value());
      case ShardEvent.ClientSessionExpired e ->
          to.getClientSessionExpiredBuilder().setSession(e.session());
      case ShardEvent.RequestAnswered e ->
          to.getRequestAnsweredBuilder().setKey(key(e.key())).setReply(reply(e.reply()));
      case ShardEvent.NamedRequestAnswered e ->
          to.getNamedRequestAnsweredBuilder()
              .setBy(e.by().value())
              .setKey(key(e.key()))
              .setReply(reply(e.reply()));
      case ShardEvent.NamedAnswersExpired e ->
          to.getNamedAnswersExpiredBuilder().setCount(e.count());
      case ShardEvent.NamedAnswerRestored e ->
          to.getNamedAnswerRestoredBuilder()
              .setBy(e.by().value())
              .setKey(key(e.key()))
              .setReply(reply(e.reply()))
              .setAnsweredMillis(e.answeredMillis());
      case ShardEvent.ShardRestored e ->
          to.getRestoredBuilder()
              .setIncarnation(e.incarnation())
              .setPosition(e.position())
              .setNow(write(e.now()))
              .setLeaderChangedMillis(e.leaderChangedMillis())
              .setNonce(e.nonce());
      case ShardEvent.ClientSessionRestored e ->
          to.getClientSessionRestoredBuilder()
              .setSession(e.session())
              .setLastUsedMillis(e.lastUsedMillis())
              .setLowestUnanswered(e.lowestUnanswered())
              .setBy(e.by().value());
    }
    return to.build();
  }

  static ShardEvent read(ShardProto.ShardEvent from) {
    return switch (from.getKindCase()) {
      case LEADER_CHANGED -> {
        ShardProto.LeaderChanged e = Strict.known(from.getLeaderChanged());
        yield new ShardEvent.LeaderChanged(e.getNonce(), e.getIncrement());
      }
      case CLIENT_SESSION_OPENED -> {
        ShardProto.ClientSessionOpened e = Strict.known(from.getClientSessionOpened());
        yield new ShardEvent.ClientSessionOpened(e.getSession(), Principal.of(e.getBy()));
      }
      case CLIENT_SESSION_EXPIRED ->
          new ShardEvent.ClientSessionExpired(
              Strict.known(from.getClientSessionExpired()).getSession());
      case REQUEST_ANSWERED -> {
        ShardProto.RequestAnswered e = Strict.known(from.getRequestAnswered());
        yield new ShardEvent.RequestAnswered(key(e.getKey()), reply(e.getReply()));
      }
      case NAMED_REQUEST_ANSWERED -> {
        ShardProto.NamedRequestAnswered e = Strict.known(from.getNamedRequestAnswered());
        yield new ShardEvent.NamedRequestAnswered(
            Principal.of(e.getBy()), key(e.getKey()), reply(e.getReply()));
      }
      case NAMED_ANSWERS_EXPIRED ->
          new ShardEvent.NamedAnswersExpired(
              Strict.known(from.getNamedAnswersExpired()).getCount());
      case NAMED_ANSWER_RESTORED -> {
        ShardProto.NamedAnswerRestored e = Strict.known(from.getNamedAnswerRestored());
        yield new ShardEvent.NamedAnswerRestored(
            Principal.of(e.getBy()), key(e.getKey()), reply(e.getReply()), e.getAnsweredMillis());
      }
      case RESTORED -> {
        ShardProto.ShardRestored e = Strict.known(from.getRestored());
        yield new ShardEvent.ShardRestored(
            e.getIncarnation(),
            e.getPosition(),
            read(e.getNow()),
            e.getLeaderChangedMillis(),
            e.getNonce());
      }
      case CLIENT_SESSION_RESTORED -> {
        ShardProto.ClientSessionRestored e = Strict.known(from.getClientSessionRestored());
        yield new ShardEvent.ClientSessionRestored(
            e.getSession(),
            Principal.of(e.getBy()),
            e.getLastUsedMillis(),
            e.getLowestUnanswered());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static ShardProto.Now write(Now from) {
    return ShardProto.Now.newBuilder()
        .setStateMillis(from.stateMillis())
        .setWallMillis(from.wallMillis())
        .build();
  }

  public static Now read(ShardProto.Now from) {
    return new Now(Strict.known(from).getStateMillis(), from.getWallMillis());
  }

  private static ShardProto.RequestKey key(RequestKey from) {
    return ShardProto.RequestKey.newBuilder()
        .setSession(from.session())
        .setSequence(from.sequence())
        .setLowestUnanswered(from.lowestUnanswered())
        .build();
  }

  private static RequestKey key(ShardProto.RequestKey from) {
    Strict.known(from);
    return new RequestKey(from.getSession(), from.getSequence(), from.getLowestUnanswered());
  }

  private static ShardProto.IdempotencyKey key(IdempotencyKey from) {
    return ShardProto.IdempotencyKey.newBuilder()
        .setName(from.name())
        .setContent(from.content())
        .build();
  }

  private static IdempotencyKey key(ShardProto.IdempotencyKey from) {
    Strict.known(from);
    return new IdempotencyKey(from.getName(), from.getContent());
  }

  public static ShardProto.Reply reply(Reply from) {
    ShardProto.Reply.Builder to = ShardProto.Reply.newBuilder();
    switch (from) {
      case Reply.Done r -> to.getDoneBuilder().setPosition(r.position().value());
      case Reply.Joined r ->
          to.getJoinedBuilder()
              .setPosition(r.position().value())
              .setSession(r.session().value())
              .setHandle(Strict.text(r.handle()));
      case Reply.ClientSessionOpened r ->
          to.getClientSessionOpenedBuilder()
              .setPosition(r.position().value())
              .setSession(r.session());
      case Reply.Sent r -> to.setSent(sent(r));
      case Reply.Received r -> {
        ShardProto.Reply.Received.Builder received =
            to.getReceivedBuilder().setPosition(r.position().value()).setToken(r.token().value());
        r.messages().forEach(id -> received.addMessages(id.value()));
      }
      case Reply.Acked r -> {
        ShardProto.Reply.Acked.Builder acked =
            to.getAckedBuilder().setPosition(r.position().value());
        r.stale().forEach(id -> acked.addStale(id.value()));
      }
      case Reply.AnsweredNo r ->
          to.getAnsweredNoBuilder()
              .setPosition(r.position().value())
              .setRefusal(refusal(r.refusal()));
      case Reply.Granted r ->
          to.getGrantedBuilder()
              .setPosition(r.position().value())
              .setToken(r.token().value())
              .setLeaseMillis(r.leaseMillis());
      case Reply.Waiting r ->
          to.getWaitingBuilder().setPosition(r.position().value()).setWaitId(r.waitId().value());
      case Reply.Refused r -> to.getRefusedBuilder().setRefusal(refusal(r.refusal()));
    }
    return to.build();
  }

  public static Reply reply(ShardProto.Reply from) {
    Strict.known(from);
    return switch (from.getKindCase()) {
      case DONE -> new Reply.Done(new LogPosition(Strict.known(from.getDone()).getPosition()));
      case JOINED -> {
        ShardProto.Reply.Joined r = Strict.known(from.getJoined());
        yield new Reply.Joined(
            new LogPosition(r.getPosition()), new FencingToken(r.getSession()), r.getHandle());
      }
      case CLIENT_SESSION_OPENED -> {
        ShardProto.Reply.SessionOpened r = Strict.known(from.getClientSessionOpened());
        yield new Reply.ClientSessionOpened(new LogPosition(r.getPosition()), r.getSession());
      }
      case SENT -> sent(Strict.known(from.getSent()));
      case RECEIVED -> {
        ShardProto.Reply.Received r = Strict.known(from.getReceived());
        yield new Reply.Received(
            new LogPosition(r.getPosition()),
            new FencingToken(r.getToken()),
            r.getMessagesList().stream().map(MessageId::of).toList());
      }
      case ACKED -> {
        ShardProto.Reply.Acked r = Strict.known(from.getAcked());
        yield new Reply.Acked(
            new LogPosition(r.getPosition()),
            r.getStaleList().stream().map(MessageId::of).toList());
      }
      case ANSWERED_NO -> {
        ShardProto.Reply.AnsweredNo r = Strict.known(from.getAnsweredNo());
        yield new Reply.AnsweredNo(new LogPosition(r.getPosition()), refusal(r.getRefusal()));
      }
      case GRANTED -> {
        ShardProto.Reply.Granted r = Strict.known(from.getGranted());
        yield new Reply.Granted(
            new LogPosition(r.getPosition()), new FencingToken(r.getToken()), r.getLeaseMillis());
      }
      case WAITING -> {
        ShardProto.Reply.Waiting r = Strict.known(from.getWaiting());
        yield new Reply.Waiting(new LogPosition(r.getPosition()), new FencingToken(r.getWaitId()));
      }
      case REFUSED -> new Reply.Refused(refusal(Strict.known(from.getRefused()).getRefusal()));
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static ShardProto.Reply.Sent sent(Reply.Sent from) {
    ShardProto.Reply.Sent.Builder to =
        ShardProto.Reply.Sent.newBuilder()
            .setPosition(from.position().value())
            .setAccepted(from.accepted())
            .setRefused(from.refused());
    for (Reply.Sent.Result result : from.results()) {
      ShardProto.Reply.Sent.Result.Builder each =
          to.addResultsBuilder().setRecipient(result.recipient().value());
      RefusalCode refusal = result.refusal();
      if (refusal == null) {
        each.getAcceptedBuilder();
      } else {
        each.setRefusal(write(refusal));
      }
    }
    return to.build();
  }

  private static Reply.Sent sent(ShardProto.Reply.Sent from) {
    return new Reply.Sent(
        new LogPosition(from.getPosition()),
        from.getAccepted(),
        from.getRefused(),
        from.getResultsList().stream().map(ShardMapping::result).toList());
  }

  private static Reply.Sent.Result result(ShardProto.Reply.Sent.Result from) {
    AgentId recipient = AgentId.of(Strict.known(from).getRecipient());
    return switch (from.getAnswerCase()) {
      case ACCEPTED -> {
        Strict.known(from.getAccepted());
        yield new Reply.Sent.Result(recipient, null);
      }
      case REFUSAL -> new Reply.Sent.Result(recipient, read(from.getRefusal()));
      case ANSWER_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static ShardProto.Refusal refusal(Refusal from) {
    return ShardProto.Refusal.newBuilder()
        .setCode(write(from.code()))
        .setText(Strict.text(from.text()))
        .setRetryAfterMillis(from.retryAfterMillis())
        .build();
  }

  private static Refusal refusal(ShardProto.Refusal from) {
    Strict.known(from);
    return new Refusal(read(from.getCode()), from.getText(), from.getRetryAfterMillis());
  }

  static ShardProto.RefusalCode write(RefusalCode from) {
    return switch (from) {
      case INVALID -> ShardProto.RefusalCode.REFUSAL_CODE_INVALID;
      case NOT_FOUND -> ShardProto.RefusalCode.REFUSAL_CODE_NOT_FOUND;
      case ALREADY_EXISTS -> ShardProto.RefusalCode.REFUSAL_CODE_ALREADY_EXISTS;
      case FAILED_PRECONDITION -> ShardProto.RefusalCode.REFUSAL_CODE_FAILED_PRECONDITION;
      case STALE_TOKEN -> ShardProto.RefusalCode.REFUSAL_CODE_STALE_TOKEN;
      case HELD -> ShardProto.RefusalCode.REFUSAL_CODE_HELD;
      case DEADLOCK -> ShardProto.RefusalCode.REFUSAL_CODE_DEADLOCK;
      case TIMEOUT -> ShardProto.RefusalCode.REFUSAL_CODE_TIMEOUT;
      case CYCLE -> ShardProto.RefusalCode.REFUSAL_CODE_CYCLE;
      case LIMIT -> ShardProto.RefusalCode.REFUSAL_CODE_LIMIT;
      case DENIED -> ShardProto.RefusalCode.REFUSAL_CODE_DENIED;
      case OUT_OF_RANGE -> ShardProto.RefusalCode.REFUSAL_CODE_OUT_OF_RANGE;
      case REQUEST_EXPIRED -> ShardProto.RefusalCode.REFUSAL_CODE_REQUEST_EXPIRED;
      case READ_ONLY -> ShardProto.RefusalCode.REFUSAL_CODE_READ_ONLY;
      case UNAVAILABLE -> ShardProto.RefusalCode.REFUSAL_CODE_UNAVAILABLE;
      case UNKNOWN -> ShardProto.RefusalCode.REFUSAL_CODE_UNKNOWN;
      case INTERNAL -> ShardProto.RefusalCode.REFUSAL_CODE_INTERNAL;
    };
  }

  static RefusalCode read(ShardProto.RefusalCode from) {
    return switch (from) {
      case REFUSAL_CODE_INVALID -> RefusalCode.INVALID;
      case REFUSAL_CODE_NOT_FOUND -> RefusalCode.NOT_FOUND;
      case REFUSAL_CODE_ALREADY_EXISTS -> RefusalCode.ALREADY_EXISTS;
      case REFUSAL_CODE_FAILED_PRECONDITION -> RefusalCode.FAILED_PRECONDITION;
      case REFUSAL_CODE_STALE_TOKEN -> RefusalCode.STALE_TOKEN;
      case REFUSAL_CODE_HELD -> RefusalCode.HELD;
      case REFUSAL_CODE_DEADLOCK -> RefusalCode.DEADLOCK;
      case REFUSAL_CODE_TIMEOUT -> RefusalCode.TIMEOUT;
      case REFUSAL_CODE_CYCLE -> RefusalCode.CYCLE;
      case REFUSAL_CODE_LIMIT -> RefusalCode.LIMIT;
      case REFUSAL_CODE_DENIED -> RefusalCode.DENIED;
      case REFUSAL_CODE_OUT_OF_RANGE -> RefusalCode.OUT_OF_RANGE;
      case REFUSAL_CODE_REQUEST_EXPIRED -> RefusalCode.REQUEST_EXPIRED;
      case REFUSAL_CODE_READ_ONLY -> RefusalCode.READ_ONLY;
      case REFUSAL_CODE_UNAVAILABLE -> RefusalCode.UNAVAILABLE;
      case REFUSAL_CODE_UNKNOWN -> RefusalCode.UNKNOWN;
      case REFUSAL_CODE_INTERNAL -> RefusalCode.INTERNAL;
      case REFUSAL_CODE_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("refusal code", from);
    };
  }
}
