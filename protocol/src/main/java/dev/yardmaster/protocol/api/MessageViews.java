package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.workspace.DeadLetterView;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.MailboxView;
import dev.yardmaster.core.workspace.MessageView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.EnvelopeMapping;
import dev.yardmaster.protocol.v1.DeadLetter;
import dev.yardmaster.protocol.v1.DeadLetterList;
import dev.yardmaster.protocol.v1.GetMailRequest;
import dev.yardmaster.protocol.v1.GetMailboxRequest;
import dev.yardmaster.protocol.v1.GetMessageRequest;
import dev.yardmaster.protocol.v1.ListDeadLettersRequest;
import dev.yardmaster.protocol.v1.Mail;
import dev.yardmaster.protocol.v1.MailList;
import dev.yardmaster.protocol.v1.Mailbox;
import dev.yardmaster.protocol.v1.MessageFate;
import dev.yardmaster.protocol.v1.MessageServiceGrpc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about messages, mailboxes and dead letters. */
final class MessageViews {
  private MessageViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            MessageServiceGrpc.getGetMessageMethod(),
            Query.OfMessage.class,
            query -> GetMessageRequest.newBuilder().setMessage(query.message().value()).build(),
            from -> new Query.OfMessage(MessageId.of(from.getMessage())),
            Answering.found(MessageViews::write, MessageViews::read)),
        new QueryCall<>(
            MessageServiceGrpc.getGetMailMethod(),
            Query.OfMail.class,
            new MailAsking(),
            Answering.always(MessageViews::writeMail, MessageViews::readMail)),
        QueryCall.of(
            MessageServiceGrpc.getGetMailboxMethod(),
            Query.OfMailbox.class,
            query -> GetMailboxRequest.newBuilder().setAgent(query.agent().value()).build(),
            from -> new Query.OfMailbox(AgentId.of(from.getAgent())),
            Answering.found(MessageViews::write, MessageViews::read)),
        QueryCall.of(
            MessageServiceGrpc.getListDeadLettersMethod(),
            Query.OfDeadLetters.class,
            query -> ListDeadLettersRequest.newBuilder().setLimit(query.limit()).build(),
            from -> new Query.OfDeadLetters(Absent.limit(from.getLimit(), Absent.FEW)),
            Answering.always(
                views ->
                    DeadLetterList.newBuilder()
                        .addAllDeadLetters(views.stream().map(MessageViews::write).toList())
                        .build(),
                from -> from.getDeadLettersList().stream().map(MessageViews::read).toList())),
        InspectionViews.call());
  }

  /** A question that only an agent can ask: the attempt it asks in, if any, makes no difference. */
  private static final class MailAsking
      implements QueryCall.Asking<List<MailView>, GetMailRequest> {
    @Override
    public GetMailRequest write(Query<List<MailView>> query) {
      Query.OfMail from = (Query.OfMail) query;
      GetMailRequest.Builder to = GetMailRequest.newBuilder();
      to.getCallerBuilder().setAgent(from.agent().value()).setSession(from.session().value());
      from.messages().forEach(message -> to.addMessages(message.value()));
      return to.build();
    }

    @Override
    public Query.OfMail read(
        GetMailRequest from, @Nullable AgentId agent, @Nullable FencingToken session) {
      String named = from.getCaller().getAgent();
      AgentId asking = named.isEmpty() ? agent : AgentId.of(named);
      if (asking == null) {
        throw new BadRequestException(
            "Expected the agent whose mail is asked for, got none; show its handle, or name it and its session in caller");
      }
      long given = from.getCaller().getSession();
      FencingToken shown = given == 0 ? session : new FencingToken(given);
      if (shown == null) {
        throw new BadRequestException(
            "Expected the session of agent %s, got none; show its handle, or name its session in caller"
                .formatted(asking));
      }
      return new Query.OfMail(
          asking, shown, from.getMessagesList().stream().map(MessageId::of).toList());
    }
  }

  static MailList writeMail(List<MailView> from) {
    return MailList.newBuilder()
        .addAllMail(from.stream().map(MessageViews::write).toList())
        .build();
  }

  private static List<MailView> readMail(MailList from) {
    return from.getMailList().stream().map(MessageViews::read).toList();
  }

  private static Mail write(MailView from) {
    Mail.Builder to =
        Mail.newBuilder()
            .setId(from.id().value())
            .setFrom(from.from().value())
            .setEnvelope(EnvelopeMapping.envelope(from.envelope()))
            .setToken(from.delivery().token().value())
            .setDeliveries(from.delivery().deliveries())
            .setVisibleAtMillis(from.delivery().visibleAtMillis());
    Topic topic = from.topic();
    if (topic != null) {
      to.setTopic(topic.value());
    }
    return to.build();
  }

  private static MailView read(Mail from) {
    return new MailView(
        MessageId.of(from.getId()),
        AgentId.of(from.getFrom()),
        from.hasTopic() ? Topic.of(from.getTopic()) : null,
        EnvelopeMapping.envelope(from.getEnvelope()),
        new MailView.Delivery(
            new FencingToken(from.getToken()), from.getDeliveries(), from.getVisibleAtMillis()));
  }

  private static MessageFate write(MessageView from) {
    return MessageFate.newBuilder()
        .setId(from.id().value())
        .setFrom(from.from().value())
        .setReceipt(EnvelopeMapping.receipt(from.receipt()))
        .setTally(EnvelopeMapping.tally(from.tally()))
        .build();
  }

  private static MessageView read(MessageFate from) {
    return new MessageView(
        MessageId.of(from.getId()),
        AgentId.of(from.getFrom()),
        EnvelopeMapping.receipt(from.getReceipt()),
        EnvelopeMapping.tally(from.getTally()));
  }

  private static Mailbox write(MailboxView from) {
    Mailbox.Builder to =
        Mailbox.newBuilder()
            .setAgent(from.agent().value())
            .setMessages(from.messages())
            .setWaiting(from.waiting())
            .setDelivered(from.delivered())
            .setBytes(from.bytes());
    from.patterns().forEach(pattern -> to.addPatterns(pattern.value()));
    return to.build();
  }

  private static MailboxView read(Mailbox from) {
    return new MailboxView(
        AgentId.of(from.getAgent()),
        from.getMessages(),
        from.getWaiting(),
        from.getDelivered(),
        from.getBytes(),
        from.getPatternsList().stream().map(TopicPattern::of).toList());
  }

  private static DeadLetter write(DeadLetterView from) {
    return DeadLetter.newBuilder()
        .setMessage(from.message().value())
        .setRecipient(from.recipient().value())
        .setFrom(from.from().value())
        .setType(from.type())
        .setPayloadBytes(from.payloadBytes())
        .setSinceMillis(from.sinceMillis())
        .build();
  }

  private static DeadLetterView read(DeadLetter from) {
    return new DeadLetterView(
        MessageId.of(from.getMessage()),
        AgentId.of(from.getRecipient()),
        AgentId.of(from.getFrom()),
        from.getType(),
        from.getPayloadBytes(),
        from.getSinceMillis());
  }
}
