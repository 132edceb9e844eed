package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.protocol.log.EnvelopeMapping;
import dev.yardmaster.protocol.v1.AckRequest;
import dev.yardmaster.protocol.v1.ExtendVisibilityRequest;
import dev.yardmaster.protocol.v1.InspectMailRequest;
import dev.yardmaster.protocol.v1.NackRequest;
import dev.yardmaster.protocol.v1.PurgeDeadLetterRequest;
import dev.yardmaster.protocol.v1.ReceiveRequest;
import dev.yardmaster.protocol.v1.RedriveRequest;
import dev.yardmaster.protocol.v1.RequestReplyRequest;
import dev.yardmaster.protocol.v1.SendRequest;
import dev.yardmaster.protocol.v1.SubscribeRequest;
import dev.yardmaster.protocol.v1.UnsubscribeRequest;
import java.util.List;

/** Commands on messages. */
final class MessageCalls {
  private MessageCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(
        SEND,
        REQUEST_REPLY,
        RECEIVE,
        ACK,
        NACK,
        EXTEND_VISIBILITY,
        SUBSCRIBE,
        UNSUBSCRIBE,
        REDRIVE,
        PURGE,
        INSPECT);
  }

  private static final CommandCall<MessageCommand.SendMessage, SendRequest> SEND =
      CommandCall.of(
          "MessageService/Send",
          MessageCommand.SendMessage.class,
          SendRequest.getDefaultInstance(),
          c ->
              SendRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setId(c.id().value())
                  .setAudience(EnvelopeMapping.audience(c.audience()))
                  .setEnvelope(EnvelopeMapping.envelope(c.envelope())),
          (q, speaker) ->
              new MessageCommand.SendMessage(
                  Identity.caller(q.getCaller(), speaker),
                  message("id", q.getId()),
                  Requests.read("audience", q.getAudience(), EnvelopeMapping::audience),
                  Requests.read("envelope", q.getEnvelope(), Defaults::envelope)));

  private static final CommandCall<WaitCommand.RequestReply, RequestReplyRequest> REQUEST_REPLY =
      CommandCall.of(
          "MessageService/RequestReply",
          WaitCommand.RequestReply.class,
          RequestReplyRequest.getDefaultInstance(),
          c ->
              RequestReplyRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setId(c.id().value())
                  .setTo(c.to().value())
                  .setEnvelope(EnvelopeMapping.envelope(c.envelope()))
                  .setWaitMillis(WaitMillis.write(c.waitMillis())),
          (q, speaker) -> {
            Caller caller = Identity.caller(q.getCaller(), speaker);
            return new WaitCommand.RequestReply(
                caller,
                message("id", q.getId()),
                Requests.read("to", q.getTo(), AgentId::of),
                Requests.read(
                    "envelope",
                    q.getEnvelope(),
                    envelope -> Defaults.request(envelope, q.getId(), caller.agent().value())),
                WaitMillis.read(q.getWaitMillis()));
          });

  private static final CommandCall<MessageCommand.Receive, ReceiveRequest> RECEIVE =
      CommandCall.of(
          "MessageService/Receive",
          MessageCommand.Receive.class,
          ReceiveRequest.getDefaultInstance(),
          c -> ReceiveRequest.newBuilder().setCaller(Identity.write(c.caller())).setMax(c.max()),
          (q, speaker) ->
              new MessageCommand.Receive(Identity.caller(q.getCaller(), speaker), q.getMax()));

  private static final CommandCall<MessageCommand.Ack, AckRequest> ACK =
      CommandCall.of(
          "MessageService/Ack",
          MessageCommand.Ack.class,
          AckRequest.getDefaultInstance(),
          MessageCalls::ack,
          (q, speaker) ->
              new MessageCommand.Ack(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.readEach("deliveries", q.getDeliveriesList(), MessageCalls::delivery)));

  private static final CommandCall<MessageCommand.Nack, NackRequest> NACK =
      CommandCall.of(
          "MessageService/Nack",
          MessageCommand.Nack.class,
          NackRequest.getDefaultInstance(),
          c ->
              NackRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setMessage(c.message().value())
                  .setToken(c.token().value())
                  .setDelayMillis(c.delayMillis()),
          (q, speaker) ->
              new MessageCommand.Nack(
                  Identity.caller(q.getCaller(), speaker),
                  message("message", q.getMessage()),
                  new FencingToken(q.getToken()),
                  q.getDelayMillis()));

  private static final CommandCall<MessageCommand.ExtendVisibility, ExtendVisibilityRequest>
      EXTEND_VISIBILITY =
          CommandCall.of(
              "MessageService/ExtendVisibility",
              MessageCommand.ExtendVisibility.class,
              ExtendVisibilityRequest.getDefaultInstance(),
              c ->
                  ExtendVisibilityRequest.newBuilder()
                      .setCaller(Identity.write(c.caller()))
                      .setMessage(c.message().value())
                      .setToken(c.token().value())
                      .setMillis(c.millis()),
              (q, speaker) ->
                  new MessageCommand.ExtendVisibility(
                      Identity.caller(q.getCaller(), speaker),
                      message("message", q.getMessage()),
                      new FencingToken(q.getToken()),
                      q.getMillis()));

  private static final CommandCall<MessageCommand.Subscribe, SubscribeRequest> SUBSCRIBE =
      CommandCall.of(
          "MessageService/Subscribe",
          MessageCommand.Subscribe.class,
          SubscribeRequest.getDefaultInstance(),
          c ->
              SubscribeRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setPattern(c.pattern().value()),
          (q, speaker) ->
              new MessageCommand.Subscribe(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.read("pattern", q.getPattern(), TopicPattern::of)));

  private static final CommandCall<MessageCommand.Unsubscribe, UnsubscribeRequest> UNSUBSCRIBE =
      CommandCall.of(
          "MessageService/Unsubscribe",
          MessageCommand.Unsubscribe.class,
          UnsubscribeRequest.getDefaultInstance(),
          c ->
              UnsubscribeRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setPattern(c.pattern().value()),
          (q, speaker) ->
              new MessageCommand.Unsubscribe(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.read("pattern", q.getPattern(), TopicPattern::of)));

  private static final CommandCall<MessageCommand.RedriveDeadLetter, RedriveRequest> REDRIVE =
      CommandCall.of(
          "MessageService/Redrive",
          MessageCommand.RedriveDeadLetter.class,
          RedriveRequest.getDefaultInstance(),
          c ->
              RedriveRequest.newBuilder()
                  .setRecipient(c.recipient().value())
                  .setMessage(c.message().value())
                  .setBy(c.by()),
          (q, speaker) ->
              new MessageCommand.RedriveDeadLetter(
                  recipient(q.getRecipient()), message("message", q.getMessage()), q.getBy()));

  private static final CommandCall<MessageCommand.PurgeDeadLetter, PurgeDeadLetterRequest> PURGE =
      CommandCall.of(
          "MessageService/PurgeDeadLetter",
          MessageCommand.PurgeDeadLetter.class,
          PurgeDeadLetterRequest.getDefaultInstance(),
          c ->
              PurgeDeadLetterRequest.newBuilder()
                  .setRecipient(c.recipient().value())
                  .setMessage(c.message().value())
                  .setBy(c.by()),
          (q, speaker) ->
              new MessageCommand.PurgeDeadLetter(
                  recipient(q.getRecipient()), message("message", q.getMessage()), q.getBy()));

  private static final CommandCall<MessageCommand.InspectMail, InspectMailRequest> INSPECT =
      CommandCall.of(
          "MessageService/Inspect",
          MessageCommand.InspectMail.class,
          InspectMailRequest.getDefaultInstance(),
          c ->
              InspectMailRequest.newBuilder()
                  .setRecipient(c.recipient().value())
                  .setLimit(c.limit())
                  .setBy(c.by()),
          (q, speaker) ->
              new MessageCommand.InspectMail(recipient(q.getRecipient()), q.getLimit(), q.getBy()));

  private static AckRequest.Builder ack(MessageCommand.Ack from) {
    AckRequest.Builder to = AckRequest.newBuilder().setCaller(Identity.write(from.caller()));
    for (Delivery delivery : from.deliveries()) {
      to.addDeliveriesBuilder()
          .setMessage(delivery.message().value())
          .setToken(delivery.token().value());
    }
    return to;
  }

  private static Delivery delivery(AckRequest.Delivery from) {
    Requests.known(from);
    return new Delivery(message("message", from.getMessage()), new FencingToken(from.getToken()));
  }

  private static MessageId message(String field, String id) {
    return Requests.read(field, id, MessageId::of);
  }

  private static AgentId recipient(String id) {
    return Requests.read("recipient", id, AgentId::of);
  }
}
