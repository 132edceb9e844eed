package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MailState;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.message.Receipt;
import dev.yardmaster.core.message.Tally;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.protocol.log.v1.MessageProto;
import java.util.TreeMap;

/** Values of messages. */
public final class EnvelopeMapping {
  private EnvelopeMapping() {}

  static MessageProto.Sending sending(MessageEvent.Sending from) {
    return MessageProto.Sending.newBuilder()
        .setId(from.id().value())
        .setFrom(from.from().value())
        .setAudience(audience(from.audience()))
        .setEnvelope(envelope(from.envelope()))
        .setReceipt(receipt(from.receipt()))
        .build();
  }

  static MessageEvent.Sending sending(MessageProto.Sending from) {
    Strict.known(from);
    return new MessageEvent.Sending(
        MessageId.of(from.getId()),
        AgentId.of(from.getFrom()),
        audience(from.getAudience()),
        envelope(from.getEnvelope()),
        receipt(from.getReceipt()));
  }

  public static MessageProto.Audience audience(Audience from) {
    MessageProto.Audience.Builder to = MessageProto.Audience.newBuilder();
    switch (from) {
      case Audience.Agents agents -> {
        MessageProto.Audience.Agents.Builder ids = to.getAgentsBuilder();
        agents.ids().forEach(id -> ids.addIds(id.value()));
      }
      case Audience.Everybody everybody -> to.getEverybodyBuilder();
      case Audience.Subscribers subscribers -> to.setTopic(subscribers.topic().value());
    }
    return to.build();
  }

  public static Audience audience(MessageProto.Audience from) {
    Strict.known(from);
    return switch (from.getKindCase()) {
      case AGENTS ->
          new Audience.Agents(
              Strict.known(from.getAgents()).getIdsList().stream().map(AgentId::of).toList());
      case EVERYBODY -> {
        Strict.known(from.getEverybody());
        yield new Audience.Everybody();
      }
      case TOPIC -> new Audience.Subscribers(Topic.of(from.getTopic()));
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static MessageProto.Envelope envelope(Envelope from) {
    MessageProto.Envelope.Builder to =
        MessageProto.Envelope.newBuilder()
            .setType(Strict.text(from.type()))
            .setPriority(from.priority())
            .setTtlMillis(from.ttlMillis())
            .setCorrelationId(Strict.text(from.conversation().correlationId()));
    if (!from.payload().equals(Payload.EMPTY)) {
      to.setPayload(TaskSpecMapping.payload(from.payload()));
    }
    AgentId replyTo = from.conversation().replyTo();
    if (replyTo != null) {
      to.setReplyTo(replyTo.value());
    }
    from.headers()
        .forEach((name, value) ->
            to.addHeadersBuilder().setName(Strict.text(name)).setValue(Strict.text(value)));
    return to.build();
  }

  public static Envelope envelope(MessageProto.Envelope from) {
    Strict.known(from);
    TreeMap<String, String> headers = new TreeMap<>();
    for (MessageProto.Header header : from.getHeadersList()) {
      headers.put(Strict.known(header).getName(), header.getValue());
    }
    return new Envelope(
        from.getType(),
        TaskSpecMapping.payload(from.getPayload()),
        from.getPriority(),
        from.getTtlMillis(),
        new Envelope.Conversation(
            from.getCorrelationId(),
            from.getReplyTo().isEmpty() ? null : AgentId.of(from.getReplyTo())),
        headers);
  }

  public static MessageProto.Receipt receipt(Receipt from) {
    MessageProto.Receipt.Builder to =
        MessageProto.Receipt.newBuilder().setAccepted(from.accepted()).setRefused(from.refused());
    from.named()
        .forEach(each ->
            to.addNamedBuilder()
                .setRecipient(each.recipient().value())
                .setCode(ShardMapping.write(each.code())));
    return to.build();
  }

  public static Receipt receipt(MessageProto.Receipt from) {
    Strict.known(from);
    return new Receipt(
        from.getAccepted(),
        from.getRefused(),
        from.getNamedList().stream()
            .map(each ->
                new Receipt.Refused(
                    AgentId.of(Strict.known(each).getRecipient()),
                    ShardMapping.read(each.getCode())))
            .toList());
  }

  public static MessageProto.Tally tally(Tally from) {
    return MessageProto.Tally.newBuilder()
        .setQueued(from.queued())
        .setDelivered(from.delivered())
        .setDead(from.dead())
        .setExpired(from.expired())
        .setAcked(from.acked())
        .build();
  }

  public static Tally tally(MessageProto.Tally from) {
    Strict.known(from);
    return new Tally(
        from.getQueued(), from.getDelivered(), from.getDead(), from.getExpired(), from.getAcked());
  }

  static MessageProto.MailRestored mail(MessageEvent.MailRestored from) {
    MessageProto.MailRestored.Builder to =
        MessageProto.MailRestored.newBuilder()
            .setMessage(from.message().value())
            .setRecipient(from.recipient().value())
            .setArrival(from.arrival())
            .setDeliveries(from.deliveries());
    switch (from.state()) {
      case MailState.Queued queued -> to.getQueuedBuilder();
      case MailState.Delayed delayed ->
          to.getDelayedBuilder().setUntilMillis(delayed.untilMillis());
      case MailState.Delivered delivered ->
          to.getDeliveredBuilder()
              .setSession(delivered.session().value())
              .setToken(delivered.token().value())
              .setVisibleAtMillis(delivered.visibleAtMillis());
      case MailState.Dead dead -> to.getDeadBuilder().setSinceMillis(dead.sinceMillis());
    }
    return to.build();
  }

  static MessageEvent.MailRestored mail(MessageProto.MailRestored from) {
    Strict.known(from);
    return new MessageEvent.MailRestored(
        MessageId.of(from.getMessage()),
        AgentId.of(from.getRecipient()),
        from.getArrival(),
        from.getDeliveries(),
        state(from));
  }

  private static MailState state(MessageProto.MailRestored from) {
    return switch (from.getStateCase()) {
      case QUEUED -> {
        Strict.known(from.getQueued());
        yield new MailState.Queued();
      }
      case DELAYED -> new MailState.Delayed(Strict.known(from.getDelayed()).getUntilMillis());
      case DELIVERED -> {
        MessageProto.MailRestored.Delivered s = Strict.known(from.getDelivered());
        yield new MailState.Delivered(
            new FencingToken(s.getSession()),
            new FencingToken(s.getToken()),
            s.getVisibleAtMillis());
      }
      case DEAD -> new MailState.Dead(Strict.known(from.getDead()).getSinceMillis());
      case STATE_NOT_SET -> throw Strict.empty(from);
    };
  }
}
