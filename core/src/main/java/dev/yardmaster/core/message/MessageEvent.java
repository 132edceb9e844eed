package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.resource.Holder;
import java.util.List;

/**
 * What happened to messages. A payload stands in {@link MessageSent} alone, whatever the number of
 * recipients; whoever has mail waiting is named by {@link #waiting}.
 */
public sealed interface MessageEvent extends Event {
  /** Agents for whom mail has come, or come back. */
  default List<AgentId> waiting() {
    return List.of();
  }

  /** All of a message; the sender is stamped by the core. */
  record Sending(
      MessageId id, AgentId from, Audience audience, Envelope envelope, Receipt receipt) {}

  /**
   * A message was accepted, and put into the mailboxes of these recipients. Further ones follow in
   * {@link MessageAddressed}, since an event lists at most {@link MailLimits#MAX_LISTED}.
   */
  record MessageSent(Sending sending, List<AgentId> recipients) implements MessageEvent {
    public MessageSent {
      recipients = List.copyOf(recipients);
    }

    @Override
    public List<AgentId> waiting() {
      return recipients;
    }
  }

  /** The message sent just before was put into more mailboxes. */
  record MessageAddressed(MessageId message, List<AgentId> recipients) implements MessageEvent {
    public MessageAddressed {
      recipients = List.copyOf(recipients);
    }

    @Override
    public List<AgentId> waiting() {
      return recipients;
    }
  }

  /**
   * Messages went to a session, under one token, until state time {@code visibleAtMillis}.
   *
   * @param receiver who received them: an attempt under that session, or the session itself
   */
  record MessagesDelivered(
      AgentId recipient,
      FencingToken session,
      Holder receiver,
      FencingToken token,
      long visibleAtMillis,
      List<MessageId> messages)
      implements MessageEvent {
    public MessagesDelivered {
      messages = List.copyOf(messages);
    }
  }

  /** Messages are done with. */
  record MessagesAcked(AgentId recipient, List<MessageId> messages) implements MessageEvent {
    public MessagesAcked {
      messages = List.copyOf(messages);
    }
  }

  /** Messages took their places in the queue again. */
  record MessagesReturned(AgentId recipient, List<MessageId> messages, ReturnCause cause)
      implements MessageEvent {
    public MessagesReturned {
      messages = List.copyOf(messages);
    }

    @Override
    public List<AgentId> waiting() {
      return List.of(recipient);
    }
  }

  /** A message was given back, to be out of sight until this state time. */
  record MessageDelayed(AgentId recipient, MessageId message, long untilMillis)
      implements MessageEvent {}

  /** A delivered message stays out of sight for longer. */
  record VisibilityExtended(AgentId recipient, MessageId message, long visibleAtMillis)
      implements MessageEvent {}

  /** Messages were delivered too often and are dead letters; the cause is of the last return. */
  record MessagesDied(AgentId recipient, List<MessageId> messages, ReturnCause cause)
      implements MessageEvent {
    public MessagesDied {
      messages = List.copyOf(messages);
    }
  }

  /** Messages outlived their time and left the mailbox. */
  record MessagesExpired(AgentId recipient, List<MessageId> messages) implements MessageEvent {
    public MessagesExpired {
      messages = List.copyOf(messages);
    }
  }

  /** Somebody sent a dead letter on its way again, at the end of the queue. */
  record DeadLetterRedriven(AgentId recipient, MessageId message, String by)
      implements MessageEvent {
    @Override
    public List<AgentId> waiting() {
      return List.of(recipient);
    }
  }

  /** Somebody threw a dead letter away, or {@code retention} did after 30 days. */
  record DeadLetterPurged(AgentId recipient, MessageId message, String by)
      implements MessageEvent {}

  /**
   * Somebody who is not their addressee was shown messages (R62). Stands in a snapshot, too.
   *
   * @param token what they are read under
   * @param arrivals how much mail had arrived: what came later under one of these ids is not shown
   */
  record MailInspected(
      AgentId recipient, FencingToken token, long arrivals, List<MessageId> messages, String by)
      implements MessageEvent {
    public MailInspected {
      messages = List.copyOf(messages);
    }
  }

  /** An agent wants what is published under the pattern. */
  record Subscribed(AgentId agent, TopicPattern pattern) implements MessageEvent {}

  /** It does not any more. */
  record Unsubscribed(AgentId agent, TopicPattern pattern) implements MessageEvent {}

  /** Of a snapshot: a message, before any mail that points to it. */
  record MessageRestored(Sending sending, long sentMillis, Tally ended) implements MessageEvent {}

  /** Of a snapshot: a mail of a mailbox, or a dead letter, in order. */
  record MailRestored(
      MessageId message, AgentId recipient, long arrival, int deliveries, MailState state)
      implements MessageEvent {}

  /** Of a snapshot: what is remembered of an ended message, in order. */
  record FateRestored(
      MessageId message, AgentId from, long contentHash, Receipt receipt, Tally tally)
      implements MessageEvent {}

  /** Of a snapshot: how much mail has arrived so far. */
  record ArrivalsRestored(long arrivals) implements MessageEvent {}

  /** Why a delivered or delayed message returned. */
  enum ReturnCause {
    NACKED,
    VISIBILITY_OVER,
    SESSION_ENDED,
    DELAY_OVER
  }
}
