package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.workspace.MailView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A message in the hands of its recipient, until acknowledged, given back, or 30 s are over.
 *
 * {@snippet file="MessageExamplesTest.java" region="received"}
 *
 * <p>Usable from any thread. Every call throws {@link CoordinationException} STALE_TOKEN when the
 * message was delivered again, or whoever received it is over.
 */
public final class Received {
  /** The type of a reply that names none. */
  static final String REPLY = "reply";

  private final AgentLink link;
  private final Actor actor;
  private final MailView view;
  private volatile boolean acked;

  Received(AgentLink link, Actor actor, MailView view) {
    this.link = link;
    this.actor = actor;
    this.view = view;
  }

  public MessageId id() {
    return view.id();
  }

  /** Who sent it, as the core stamped it. */
  public AgentId from() {
    return view.from();
  }

  public String type() {
    return view.envelope().type();
  }

  public Payload payload() {
    return view.envelope().payload();
  }

  public SortedMap<String, String> headers() {
    return view.envelope().headers();
  }

  /** The conversation it belongs to; a reply has that of its request. */
  public Optional<String> correlation() {
    String id = view.envelope().conversation().correlationId();
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  /** The topic it was published to. */
  public Optional<Topic> topic() {
    return Optional.ofNullable(view.topic());
  }

  public int priority() {
    return view.envelope().priority();
  }

  /** 1 when it comes for the first time; after 5 it is a dead letter. */
  public int deliveries() {
    return view.delivery().deliveries();
  }

  /** Is done with it; once acknowledged here, does nothing. */
  public void ack() {
    if (!acked) {
      link.send(new MessageCommand.Ack(actor.caller(), List.of(delivery())));
      acked = true;
    }
  }

  Delivery delivery() {
    return new Delivery(view.id(), view.delivery().token());
  }

  /** Others acknowledged it together with more. */
  void wasAcked() {
    acked = true;
  }

  /** Gives it back, to be delivered again after a delay of up to an hour. */
  public void nack(Duration delay) {
    link.send(
        new MessageCommand.Nack(
            actor.caller(), view.id(), view.delivery().token(), delay.toMillis()));
  }

  /** Keeps it for so long from now, up to an hour; never shortens. */
  public void extend(Duration visibility) {
    link.send(
        new MessageCommand.ExtendVisibility(
            actor.caller(), view.id(), view.delivery().token(), visibility.toMillis()));
  }

  /** Answers whoever wants the reply, in the same conversation; does not acknowledge. */
  public MessageId reply(Payload payload) {
    return reply(REPLY, payload);
  }

  /**
   * Answers with a message of this type. It has the highest priority, so that a requester need not
   * take what waits before it.
   */
  public MessageId reply(String type, Payload payload) {
    AgentId wanted = view.envelope().conversation().replyTo();
    AgentId to = wanted == null ? view.from() : wanted;
    String conversation = correlation().orElse(view.id().value());
    MessageId id = MessageRouter.newId();
    Envelope envelope =
        Envelope.of(type, payload)
            .priority(MailLimits.MAX_PRIORITY)
            .conversation(new Envelope.Conversation(conversation, null));
    link.send(new MessageCommand.SendMessage(actor.caller(), id, Audience.of(to), envelope));
    return id;
  }

  @Override
  public String toString() {
    return "message %s of type %s from %s, %s".formatted(id(), type(), from(), payload());
  }
}
