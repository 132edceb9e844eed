package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.workspace.DeadLetterView;
import dev.yardmaster.core.workspace.InspectedMailView;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.MailboxView;
import dev.yardmaster.core.workspace.MessageView;
import dev.yardmaster.core.workspace.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Messages between agents: sent to mailboxes, received until acknowledged, never lost in between.
 *
 * {@snippet file="MessageExamplesTest.java" region="router"}
 *
 * <p>Calls block and are meant for virtual threads. A recipient must have joined at least once; its
 * mailbox outlives its sessions. Sending to a full mailbox waits up to 30 s for room.
 */
public final class MessageRouter {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final WorkspaceSettings settings;

  MessageRouter(WorkspaceId workspace, Requests requests, WorkspaceSettings settings) {
    this.settings = settings;
    this.workspace = workspace;
    this.requests = requests;
  }

  static MessageId newId() {
    return MessageId.of(UUID.randomUUID().toString());
  }

  /**
   * Sends a message to one agent, under an id made for it.
   *
   * @throws CoordinationException NOT_FOUND when that agent never joined, LIMIT when its mailbox is
   *     full
   */
  public MessageId send(Actor from, AgentId to, String type, Payload payload) {
    return send(from, newId(), Audience.of(to), Envelope.of(type, payload)).id();
  }

  /**
   * Sends a message under an id of the caller's: sent again the same, it has one effect.
   *
   * @throws CoordinationException NOT_FOUND or LIMIT when nobody took it, ALREADY_EXISTS when the
   *     id is that of another message
   */
  public Sent send(Actor from, MessageId id, Audience audience, Envelope envelope) {
    return Sent.of(
        id,
        AgentLink.send(
            from, new MessageCommand.SendMessage(from.caller(), id, audience, envelope)));
  }

  /** Sends to every active agent but the sender. */
  public Sent broadcast(Actor from, String type, Payload payload) {
    return send(from, newId(), new Audience.Everybody(), Envelope.of(type, payload));
  }

  /** Sends to all who subscribed to the topic, attached or not. */
  public Sent publish(Actor from, Topic topic, String type, Payload payload) {
    return send(from, newId(), new Audience.Subscribers(topic), Envelope.of(type, payload));
  }

  /** Gets what is published under the pattern from now on; outlives the session. */
  public void subscribe(Actor actor, TopicPattern pattern) {
    AgentLink.send(actor, new MessageCommand.Subscribe(actor.caller(), pattern));
  }

  public void unsubscribe(Actor actor, TopicPattern pattern) {
    AgentLink.send(actor, new MessageCommand.Unsubscribe(actor.caller(), pattern));
  }

  /**
   * Takes up to {@code max} messages (1-100) out of the agent's mailbox, by priority, then arrival;
   * waits for the first of them. None when the time is over. Replies that a {@link #request} of the
   * same session awaits are not among them.
   *
   * <p>Interrupting a waiting call ends it; what it was just being given comes again.
   *
   * @throws CoordinationException STALE_TOKEN when the actor is over
   */
  public List<Received> receive(Actor actor, int max, Duration timeout) {
    if (max < 1 || max > MailLimits.MAX_RECEIVED) {
      throw new IllegalArgumentException(
          "Expected 1 to %d messages to receive, got %d".formatted(MailLimits.MAX_RECEIVED, max));
    }
    AgentLink link = AgentLink.of(actor);
    long start = System.nanoTime();
    try {
      while (true) {
        long seen = link.mail().arrivals();
        long left = left(start, timeout);
        boolean late = left <= 0;
        // An attempt asks at once, since it may be over; a session is told when it is.
        if (late || !(actor instanceof AgentSession) || !link.inbox().isEmptied(seen)) {
          List<MailView> views = link.inbox().receive(actor, max);
          if (!views.isEmpty() || late) {
            return views.stream().map(view -> new Received(link, actor, view)).toList();
          }
        }
        link.mail().await(seen, left);
      }
    } catch (InterruptedException e) {
      throw Requests.interrupted();
    }
  }

  /** Milliseconds, rounded up. */
  private static long left(long start, Duration timeout) {
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    return left.isPositive() ? TimeUnit.MILLISECONDS.convert(left) + 1 : 0;
  }

  /** Is done with several messages at once, at most 1,000; those that were no longer its own. */
  public List<MessageId> ack(Actor actor, List<Received> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    Reply reply =
        AgentLink.send(
            actor,
            new MessageCommand.Ack(
                actor.caller(), messages.stream().map(Received::delivery).toList()));
    List<MessageId> stale = reply instanceof Reply.Acked acked ? acked.stale() : List.of();
    messages.stream().filter(each -> !stale.contains(each.id())).forEach(Received::wasAcked);
    return stale;
  }

  /** As below, and waits as long as the setting {@code messageTimeout} says. */
  public Received request(Actor actor, AgentId to, String type, Payload payload) {
    return request(actor, to, type, payload, settings.messageTimeout());
  }

  /**
   * Sends a message and waits for the reply to it, which is acknowledged already. Other messages
   * that come meanwhile are left to {@link #receive}, up to 100 of them; a reply that comes too
   * late is received like any message. The timeout includes waiting for room in a full mailbox.
   *
   * @throws DeadlockException when the reply could never come: whoever must give it waits, directly
   *     or not, for the actor; either at once, and then nothing was sent, or later
   * @throws CoordinationException TIMEOUT when no reply came in time, FAILED_PRECONDITION when the
   *     request became a dead letter or outlived its time, and what {@link #send} throws
   */
  public Received request(Actor actor, AgentId to, String type, Payload payload, Duration timeout) {
    return new PendingRequest(actor, to, timeout).send(Envelope.of(type, payload));
  }

  /** What became of a message; empty when it was never sent, or ended long ago. */
  public Optional<MessageView> fate(MessageId message) {
    return requests.query(workspace, new Query.OfMessage(message));
  }

  /** The mailbox of an agent in numbers; empty when it never joined. */
  public Optional<MailboxView> mailbox(AgentId agent) {
    return requests.query(workspace, new Query.OfMailbox(agent));
  }

  /** Messages given up after five deliveries, oldest first, at most this many (1-10,000). */
  public List<DeadLetterView> deadLetters(int limit) {
    return requests.query(workspace, new Query.OfDeadLetters(limit));
  }

  /**
   * Looks at an agent's messages with their contents, up to {@code limit} of them (1-100): dead
   * letters, oldest first, then its mailbox in order of arrival. Nothing changes for the agent. An
   * operator's act, on record under this name before anything is shown; what left meanwhile is not
   * shown.
   *
   * @throws CoordinationException NOT_FOUND when that agent never joined, INVALID
   */
  public List<InspectedMailView> inspect(AgentId recipient, int limit, String by) {
    Reply reply = requests.send(workspace, new MessageCommand.InspectMail(recipient, limit, by));
    if (!(reply instanceof Reply.Received shown)) {
      throw new IllegalStateException("Expected messages, got " + reply);
    }
    return shown.messages().isEmpty()
        ? List.of()
        : requests.query(workspace, new Query.OfInspectedMail(shown.token()));
  }

  /** Sends a dead letter on its way again; an operator's act, on record under this name. */
  public void redrive(AgentId recipient, MessageId message, String by) {
    requests.send(workspace, new MessageCommand.RedriveDeadLetter(recipient, message, by));
  }

  /** Throws a dead letter away; an operator's act, on record under this name. */
  public void purge(AgentId recipient, MessageId message, String by) {
    requests.send(workspace, new MessageCommand.PurgeDeadLetter(recipient, message, by));
  }
}
