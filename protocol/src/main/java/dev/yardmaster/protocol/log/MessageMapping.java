package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.protocol.log.v1.MessageProto;
import java.util.List;

/** Events of messages. */
final class MessageMapping {
  private MessageMapping() {}

  static MessageProto.MessageEvent write(MessageEvent event) {
    MessageProto.MessageEvent.Builder to = MessageProto.MessageEvent.newBuilder();
    switch (event) {
      case MessageEvent.MessageSent e -> {
        MessageProto.MessageSent.Builder sent =
            to.getSentBuilder().setSending(EnvelopeMapping.sending(e.sending()));
        e.recipients().forEach(id -> sent.addRecipients(id.value()));
      }
      case MessageEvent.MessageAddressed e -> {
        MessageProto.MessageAddressed.Builder addressed =
            to.getAddressedBuilder().setMessage(e.message().value());
        e.recipients().forEach(id -> addressed.addRecipients(id.value()));
      }
      case MessageEvent.MessagesDelivered e -> {
        MessageProto.MessagesDelivered.Builder delivered =
            to.getDeliveredBuilder()
                .setRecipient(e.recipient().value())
                .setSession(e.session().value())
                .setReceiver(ResourceMapping.holder(e.receiver()))
                .setToken(e.token().value())
                .setVisibleAtMillis(e.visibleAtMillis());
        e.messages().forEach(id -> delivered.addMessages(id.value()));
      }
      case MessageEvent.MessagesAcked e -> {
        MessageProto.MessagesAcked.Builder acked =
            to.getAckedBuilder().setRecipient(e.recipient().value());
        e.messages().forEach(id -> acked.addMessages(id.value()));
      }
      case MessageEvent.MessagesReturned e -> {
        MessageProto.MessagesReturned.Builder returned =
            to.getReturnedBuilder().setRecipient(e.recipient().value()).setCause(write(e.cause()));
        e.messages().forEach(id -> returned.addMessages(id.value()));
      }
      case MessageEvent.MessageDelayed e ->
          to.getDelayedBuilder()
              .setRecipient(e.recipient().value())
              .setMessage(e.message().value())
              .setUntilMillis(e.untilMillis());
      case MessageEvent.VisibilityExtended e ->
          to.getVisibilityExtendedBuilder()
              .setRecipient(e.recipient().value())
              .setMessage(e.message().value())
              .setVisibleAtMillis(e.visibleAtMillis());
      case MessageEvent.MessagesDied e -> {
        MessageProto.MessagesDied.Builder died =
            to.getDiedBuilder().setRecipient(e.recipient().value()).setCause(write(e.cause()));
        e.messages().forEach(id -> died.addMessages(id.value()));
      }
      case MessageEvent.MessagesExpired e -> {
        MessageProto.MessagesExpired.Builder expired =
            to.getExpiredBuilder().setRecipient(e.recipient().value());
        e.messages().forEach(id -> expired.addMessages(id.value()));
      }
      case MessageEvent.DeadLetterRedriven e ->
          to.getRedrivenBuilder()
              .setRecipient(e.recipient().value())
              .setMessage(e.message().value())
              .setBy(Strict.text(e.by()));
      case MessageEvent.DeadLetterPurged e ->
          to.getPurgedBuilder()
              .setRecipient(e.recipient().value())
              .setMessage(e.message().value())
              .setBy(Strict.text(e.by()));
      case MessageEvent.MailInspected e -> {
        MessageProto.MailInspected.Builder inspected =
            to.getInspectedBuilder()
                .setRecipient(e.recipient().value())
                .setToken(e.token().value())
                .setArrivals(e.arrivals())
                .setBy(Strict.text(e.by()));
        e.messages().forEach(id -> inspected.addMessages(id.value()));
      }
      case MessageEvent.Subscribed e ->
          to.getSubscribedBuilder().setAgent(e.agent().value()).setPattern(e.pattern().value());
      case MessageEvent.Unsubscribed e ->
          to.getUnsubscribedBuilder().setAgent(e.agent().value()).setPattern(e.pattern().value());
      case MessageEvent.MessageRestored e ->
          to.getMessageRestoredBuilder()
              .setSending(EnvelopeMapping.sending(e.sending()))
              .setSentMillis(e.sentMillis())
              .setEnded(EnvelopeMapping.tally(e.ended()));
      case MessageEvent.MailRestored e -> to.setMailRestored(EnvelopeMapping.mail(e));
      case MessageEvent.FateRestored e ->
          to.getFateRestoredBuilder()
              .setMessage(e.message().value())
              .setFrom(e.from().value())
              .setContentHash(e.contentHash())
              .setReceipt(EnvelopeMapping.receipt(e.receipt()))
              .setTally(EnvelopeMapping.tally(e.tally()));
      case MessageEvent.ArrivalsRestored e ->
          to.getArrivalsRestoredBuilder().setArrivals(e.arrivals());
    }
    return to.build();
  }

  static MessageEvent read(MessageProto.MessageEvent from) {
    return switch (from.getKindCase()) {
      case SENT -> {
        MessageProto.MessageSent e = Strict.known(from.getSent());
        yield new MessageEvent.MessageSent(
            EnvelopeMapping.sending(e.getSending()), agents(e.getRecipientsList()));
      }
      case ADDRESSED -> {
        MessageProto.MessageAddressed e = Strict.known(from.getAddressed());
        yield new MessageEvent.MessageAddressed(
            MessageId.of(e.getMessage()), agents(e.getRecipientsList()));
      }
      case DELIVERED -> {
        MessageProto.MessagesDelivered e = Strict.known(from.getDelivered());
        yield new MessageEvent.MessagesDelivered(
            AgentId.of(e.getRecipient()),
            new FencingToken(e.getSession()),
            ResourceMapping.holder(e.getReceiver()),
            new FencingToken(e.getToken()),
            e.getVisibleAtMillis(),
            messages(e.getMessagesList()));
      }
      case ACKED -> {
        MessageProto.MessagesAcked e = Strict.known(from.getAcked());
        yield new MessageEvent.MessagesAcked(
            AgentId.of(e.getRecipient()), messages(e.getMessagesList()));
      }
      case RETURNED -> {
        MessageProto.MessagesReturned e = Strict.known(from.getReturned());
        yield new MessageEvent.MessagesReturned(
            AgentId.of(e.getRecipient()), messages(e.getMessagesList()), read(e.getCause()));
      }
      case DELAYED -> {
        MessageProto.MessageDelayed e = Strict.known(from.getDelayed());
        yield new MessageEvent.MessageDelayed(
            AgentId.of(e.getRecipient()), MessageId.of(e.getMessage()), e.getUntilMillis());
      }
      case VISIBILITY_EXTENDED -> {
        MessageProto.VisibilityExtended e = Strict.known(from.getVisibilityExtended());
        yield new MessageEvent.VisibilityExtended(
            AgentId.of(e.getRecipient()), MessageId.of(e.getMessage()), e.getVisibleAtMillis());
      }
      case DIED -> {
        MessageProto.MessagesDied e = Strict.known(from.getDied());
        yield new MessageEvent.MessagesDied(
            AgentId.of(e.getRecipient()), messages(e.getMessagesList()), read(e.getCause()));
      }
      case EXPIRED -> {
        MessageProto.MessagesExpired e = Strict.known(from.getExpired());
        yield new MessageEvent.MessagesExpired(
            AgentId.of(e.getRecipient()), messages(e.getMessagesList()));
      }
      case REDRIVEN -> {
        MessageProto.DeadLetterRedriven e = Strict.known(from.getRedriven());
        yield new MessageEvent.DeadLetterRedriven(
            AgentId.of(e.getRecipient()), MessageId.of(e.getMessage()), e.getBy());
      }
      case PURGED -> {
        MessageProto.DeadLetterPurged e = Strict.known(from.getPurged());
        yield new MessageEvent.DeadLetterPurged(
            AgentId.of(e.getRecipient()), MessageId.of(e.getMessage()), e.getBy());
      }
      case INSPECTED -> {
        MessageProto.MailInspected e = Strict.known(from.getInspected());
        yield new MessageEvent.MailInspected(
            AgentId.of(e.getRecipient()),
            new FencingToken(e.getToken()),
            e.getArrivals(),
            messages(e.getMessagesList()),
            e.getBy());
      }
      case SUBSCRIBED -> {
        MessageProto.TopicSubscription e = Strict.known(from.getSubscribed());
        yield new MessageEvent.Subscribed(
            AgentId.of(e.getAgent()), TopicPattern.of(e.getPattern()));
      }
      case UNSUBSCRIBED -> {
        MessageProto.TopicSubscription e = Strict.known(from.getUnsubscribed());
        yield new MessageEvent.Unsubscribed(
            AgentId.of(e.getAgent()), TopicPattern.of(e.getPattern()));
      }
      case MESSAGE_RESTORED -> {
        MessageProto.MessageRestored e = Strict.known(from.getMessageRestored());
        yield new MessageEvent.MessageRestored(
            EnvelopeMapping.sending(e.getSending()),
            e.getSentMillis(),
            EnvelopeMapping.tally(e.getEnded()));
      }
      case MAIL_RESTORED -> EnvelopeMapping.mail(from.getMailRestored());
      case FATE_RESTORED -> {
        MessageProto.FateRestored e = Strict.known(from.getFateRestored());
        yield new MessageEvent.FateRestored(
            MessageId.of(e.getMessage()),
            AgentId.of(e.getFrom()),
            e.getContentHash(),
            EnvelopeMapping.receipt(e.getReceipt()),
            EnvelopeMapping.tally(e.getTally()));
      }
      case ARRIVALS_RESTORED ->
          new MessageEvent.ArrivalsRestored(Strict.known(from.getArrivalsRestored()).getArrivals());
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static List<AgentId> agents(List<String> ids) {
    return ids.stream().map(AgentId::of).toList();
  }

  private static List<MessageId> messages(List<String> ids) {
    return ids.stream().map(MessageId::of).toList();
  }

  private static MessageProto.ReturnCause write(MessageEvent.ReturnCause from) {
    return switch (from) {
      case NACKED -> MessageProto.ReturnCause.RETURN_CAUSE_NACKED;
      case VISIBILITY_OVER -> MessageProto.ReturnCause.RETURN_CAUSE_VISIBILITY_OVER;
      case SESSION_ENDED -> MessageProto.ReturnCause.RETURN_CAUSE_SESSION_ENDED;
      case DELAY_OVER -> MessageProto.ReturnCause.RETURN_CAUSE_DELAY_OVER;
    };
  }

  private static MessageEvent.ReturnCause read(MessageProto.ReturnCause from) {
    return switch (from) {
      case RETURN_CAUSE_NACKED -> MessageEvent.ReturnCause.NACKED;
      case RETURN_CAUSE_VISIBILITY_OVER -> MessageEvent.ReturnCause.VISIBILITY_OVER;
      case RETURN_CAUSE_SESSION_ENDED -> MessageEvent.ReturnCause.SESSION_ENDED;
      case RETURN_CAUSE_DELAY_OVER -> MessageEvent.ReturnCause.DELAY_OVER;
      case RETURN_CAUSE_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("cause of a return", from);
    };
  }
}
