package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Stamp;

/** Applies message events to the table; decides nothing. */
public final class MessageApplier {
  private final MailTable table;

  public MessageApplier(MailTable table) {
    this.table = table;
  }

  public void apply(MessageEvent event, Stamp stamp) {
    switch (event) {
      case MessageEvent.MessageSent e -> send(e, stamp);
      case MessageEvent.MessageAddressed e ->
          table.address(table.require(e.message()), e.recipients());
      case MessageEvent.MessagesDelivered e -> {
        for (MessageId id : e.messages()) {
          table.move(
              table.require(e.recipient(), id),
              new MailState.Delivered(e.session(), e.token(), e.visibleAtMillis()));
        }
      }
      case MessageEvent.MessagesAcked e ->
          e.messages().forEach(id -> table.end(table.require(e.recipient(), id), Fate.ACKED));
      case MessageEvent.MessagesReturned e ->
          e.messages()
              .forEach(id -> table.move(table.require(e.recipient(), id), new MailState.Queued()));
      case MessageEvent.MessageDelayed e ->
          table.move(
              table.require(e.recipient(), e.message()), new MailState.Delayed(e.untilMillis()));
      case MessageEvent.VisibilityExtended e -> extend(e);
      case MessageEvent.MessagesDied e ->
          e.messages()
              .forEach(id -> table.die(table.require(e.recipient(), id), stamp.stateMillis()));
      case MessageEvent.MessagesExpired e ->
          e.messages().forEach(id -> table.end(table.require(e.recipient(), id), Fate.EXPIRED));
      case MessageEvent.DeadLetterRedriven e -> table.redrive(letter(e.recipient(), e.message()));
      case MessageEvent.DeadLetterPurged e ->
          table.end(letter(e.recipient(), e.message()), Fate.DEAD);
      case MessageEvent.MailInspected e -> table.look(e);
      case MessageEvent.Subscribed e -> table.subscriptions().add(e.agent(), e.pattern());
      case MessageEvent.Unsubscribed e -> table.subscriptions().remove(e.agent(), e.pattern());
      case MessageEvent.MessageRestored e -> table.restore(e);
      case MessageEvent.MailRestored e -> table.restore(e);
      case MessageEvent.FateRestored e -> table.restore(e);
      case MessageEvent.ArrivalsRestored e -> table.restore(e);
    }
  }

  private void send(MessageEvent.MessageSent event, Stamp stamp) {
    Message message = new Message(event.sending(), stamp.stateMillis());
    table.add(message);
    table.address(message, event.recipients());
    table.dropIfOver(message);
  }

  private void extend(MessageEvent.VisibilityExtended event) {
    Mail mail = table.require(event.recipient(), event.message());
    if (!(mail.state() instanceof MailState.Delivered held)) {
      throw new IllegalStateException("S17: expected %s to be delivered".formatted(mail));
    }
    table.extend(mail, held, event.visibleAtMillis());
  }

  private Mail letter(AgentId recipient, MessageId message) {
    Mail letter = table.deadLetter(message, recipient);
    if (letter == null) {
      throw new IllegalStateException(
          "Expected a dead letter %s to %s".formatted(message, recipient));
    }
    return letter;
  }
}
