package dev.yardmaster.core.message;

import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Callers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Decides message commands: shape first, then who asks, then what is known. */
public final class MessageDecisions {
  private final MailTable mail;
  private final AgentTable agents;
  private final Callers callers;
  private final SendDecisions sends;

  public MessageDecisions(
      MailTable mail, AgentTable agents, Callers callers, LongPredicate hasRoomFor) {
    this.mail = mail;
    this.agents = agents;
    this.callers = callers;
    this.sends = new SendDecisions(mail, agents, hasRoomFor);
  }

  public Reply decide(MessageCommand command, Turn turn) {
    Refusal refusal = checkShape(command);
    return refusal != null
        ? Reply.refused(refusal)
        : switch (command) {
          case MessageCommand.SendMessage c -> as(c.caller(), turn, agent -> send(agent, c, turn));
          case MessageCommand.Receive c -> receive(c, turn);
          case MessageCommand.Ack c -> as(c.caller(), turn, agent -> ack(agent, c, turn));
          case MessageCommand.Nack c -> as(c.caller(), turn, agent -> nack(agent, c, turn));
          case MessageCommand.ExtendVisibility c ->
              as(c.caller(), turn, agent -> extend(agent, c, turn));
          case MessageCommand.Subscribe c ->
              as(c.caller(), turn, agent -> subscribe(agent, c.pattern(), turn));
          case MessageCommand.Unsubscribe c ->
              as(c.caller(), turn, agent -> unsubscribe(agent, c.pattern(), turn));
          case MessageCommand.RedriveDeadLetter c -> redrive(c, turn);
          case MessageCommand.PurgeDeadLetter c -> purge(c, turn);
          case MessageCommand.InspectMail c -> inspect(c, turn);
        };
  }

  private Reply send(AgentId from, MessageCommand.SendMessage command, Turn turn) {
    return switch (judge(from, command, turn)) {
      case SendVerdict.Known known -> known.reply();
      case SendVerdict.Refused refused -> refused.reply();
      case SendVerdict.Accepted accepted -> send(accepted, turn);
    };
  }

  /** Whether a message of a live agent would be sent; nothing happens yet. */
  public SendVerdict judge(AgentId from, MessageCommand.SendMessage command, Turn turn) {
    return sends.judge(from, command, turn);
  }

  /** Sends what was just accepted. */
  public Reply send(SendVerdict.Accepted accepted, Turn turn) {
    return sends.send(accepted, turn);
  }

  /** Brings back what a session has, before the session ends (R13). */
  public void lose(FencingToken session, Turn turn) {
    Mailbox mailbox = mail.heldBy(session);
    if (mailbox != null) {
      Returns.giveBack(
          mailbox.agent(),
          List.copyOf(mailbox.delivered()),
          MessageEvent.ReturnCause.SESSION_ENDED,
          turn);
    }
  }

  /** Most events that {@link #lose} needs. */
  public int eventsToLose(FencingToken session) {
    Mailbox mailbox = mail.heldBy(session);
    return mailbox == null ? 0 : 2 + 2 * (mailbox.delivered().size() / MailLimits.MAX_LISTED);
  }

  /** One call of an agent known to be alive. */
  @FunctionalInterface
  private interface Call {
    Reply of(AgentId agent);
  }

  private Reply as(Caller caller, Turn turn, Call call) {
    return switch (callers.resolve(caller, turn)) {
      case Callers.Speaks speaks -> call.of(speaks.agent().id());
      case Callers.Stale stale -> Reply.refused(stale.refusal());
    };
  }

  private static @Nullable Refusal checkShape(MessageCommand command) {
    return switch (command) {
      case MessageCommand.Receive c ->
          range("messages to receive", c.max(), 1, MailLimits.MAX_RECEIVED);
      case MessageCommand.Ack c ->
          range("messages to acknowledge", c.deliveries().size(), 1, MailLimits.MAX_ACKED);
      case MessageCommand.Nack c ->
          range("ms of delay", c.delayMillis(), 0, MailLimits.MAX_DELAY_MILLIS);
      case MessageCommand.ExtendVisibility c ->
          range("ms of visibility", c.millis(), 1, MailLimits.MAX_VISIBILITY_MILLIS);
      case MessageCommand.InspectMail c ->
          range("messages to look at", c.limit(), 1, MailLimits.MAX_INSPECTED);
      case MessageCommand.SendMessage c -> null;
      case MessageCommand.Subscribe c -> null;
      case MessageCommand.Unsubscribe c -> null;
      case MessageCommand.RedriveDeadLetter c -> null;
      case MessageCommand.PurgeDeadLetter c -> null;
    };
  }

  private static @Nullable Refusal range(String what, long value, long least, long most) {
    return value >= least && value <= most
        ? null
        : Refusal.invalid("Expected %d to %d %s, got %d".formatted(least, most, what, value));
  }

  private Reply receive(MessageCommand.Receive command, Turn turn) {
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Speaks speaks -> receive(speaks, command, turn);
      case Callers.Stale stale -> Reply.refused(stale.refusal());
    };
  }

  private Reply receive(Callers.Speaks speaks, MessageCommand.Receive command, Turn turn) {
    AgentId agent = speaks.agent().id();
    Mailbox mailbox = mail.mailbox(agent);
    List<MessageId> late = new ArrayList<>();
    List<MessageId> taken = new ArrayList<>();
    long now = turn.now().stateMillis();
    if (mailbox != null) {
      Iterator<Mail> queued = mailbox.queued().iterator();
      while (taken.size() < command.max() && queued.hasNext()) {
        Mail each = queued.next();
        boolean over = each.message().expiresMillis() <= now;
        (over ? late : taken).add(each.message().id());
      }
    }
    for (int i = 0; i < late.size(); i += MailLimits.MAX_LISTED) {
      int end = Math.min(late.size(), i + MailLimits.MAX_LISTED);
      turn.emit(new MessageEvent.MessagesExpired(agent, late.subList(i, end)));
    }
    if (taken.isEmpty()) {
      return new Reply.Received(turn.position(), FencingToken.NONE, taken);
    }
    FencingToken token = turn.nextToken();
    turn.emit(
        new MessageEvent.MessagesDelivered(
            agent,
            command.caller().session(),
            speaks.holder(),
            token,
            now + MailLimits.VISIBILITY_MILLIS,
            taken));
    return new Reply.Received(turn.position(), token, taken);
  }

  private Reply ack(AgentId agent, MessageCommand.Ack command, Turn turn) {
    List<MessageId> done = new ArrayList<>();
    List<MessageId> stale = new ArrayList<>();
    for (Delivery delivery : new LinkedHashSet<>(command.deliveries())) {
      boolean held = held(agent, delivery.message(), delivery.token()) != null;
      (held ? done : stale).add(delivery.message());
    }
    if (done.isEmpty()) {
      return stale(agent, stale.getFirst());
    }
    turn.emit(new MessageEvent.MessagesAcked(agent, done));
    return new Reply.Acked(turn.position(), stale);
  }

  private Reply nack(AgentId agent, MessageCommand.Nack command, Turn turn) {
    Mail held = held(agent, command.message(), command.token());
    if (held == null) {
      return stale(agent, command.message());
    }
    if (command.delayMillis() == 0 || held.deliveries() >= MailLimits.MAX_DELIVERIES) {
      Returns.giveBack(agent, List.of(held), MessageEvent.ReturnCause.NACKED, turn);
    } else {
      turn.emit(
          new MessageEvent.MessageDelayed(
              agent, command.message(), turn.now().stateMillis() + command.delayMillis()));
    }
    return turn.done();
  }

  private Reply extend(AgentId agent, MessageCommand.ExtendVisibility command, Turn turn) {
    Mail held = held(agent, command.message(), command.token());
    if (held == null) {
      return stale(agent, command.message());
    }
    long until = turn.now().stateMillis() + command.millis();
    if (held.state() instanceof MailState.Delivered now && until > now.visibleAtMillis()) {
      turn.emit(new MessageEvent.VisibilityExtended(agent, command.message(), until));
    }
    return turn.done();
  }

  private @Nullable Mail held(AgentId agent, MessageId message, FencingToken token) {
    Mailbox mailbox = mail.mailbox(agent);
    Mail found = mailbox == null ? null : mailbox.find(message);
    boolean current =
        found != null
            && found.state() instanceof MailState.Delivered delivered
            && delivered.token().equals(token);
    return current ? found : null;
  }

  private Reply stale(AgentId agent, MessageId message) {
    Mailbox mailbox = mail.mailbox(agent);
    Mail found = mailbox == null ? null : mailbox.find(message);
    String now =
        found == null
            ? "is not in its mailbox: it was acknowledged, expired or is a dead letter"
            : found.state() instanceof MailState.Delivered held
                ? "was delivered again with token " + held.token()
                : "went back into the queue; receive it again";
    return Reply.refused(
        Refusal.staleToken(
            "Expected message %s to be delivered to agent %s under this token, but it %s"
                .formatted(message, agent, now)));
  }

  private Reply subscribe(AgentId agent, TopicPattern pattern, Turn turn) {
    Subscriptions known = mail.subscriptions();
    if (known.of(agent).contains(pattern)) {
      return turn.done();
    }
    if (known.of(agent).size() >= MailLimits.MAX_SUBSCRIPTIONS_PER_AGENT
        || known.size() >= MailLimits.MAX_SUBSCRIPTIONS) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d patterns of an agent and %d in all, got %d and %d; use * or **"
                  .formatted(
                      MailLimits.MAX_SUBSCRIPTIONS_PER_AGENT,
                      MailLimits.MAX_SUBSCRIPTIONS,
                      known.of(agent).size(),
                      known.size()),
              0));
    }
    turn.emit(new MessageEvent.Subscribed(agent, pattern));
    return turn.done();
  }

  private Reply unsubscribe(AgentId agent, TopicPattern pattern, Turn turn) {
    if (mail.subscriptions().of(agent).contains(pattern)) {
      turn.emit(new MessageEvent.Unsubscribed(agent, pattern));
    }
    return turn.done();
  }

  private Reply redrive(MessageCommand.RedriveDeadLetter command, Turn turn) {
    Mail letter = mail.deadLetter(command.message(), command.recipient());
    if (letter == null) {
      return noLetter(command.message(), command.recipient());
    }
    if (letter.message().expiresMillis() <= turn.now().stateMillis()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected %s to be within its time to live; purge it and send a new message"
                  .formatted(letter)));
    }
    Mailbox mailbox = mail.mailbox(command.recipient());
    if (mailbox != null && !mailbox.hasRoomFor(letter.size())) {
      return Reply.refused(sends.full(command.recipient(), ""));
    }
    turn.emit(
        new MessageEvent.DeadLetterRedriven(command.recipient(), command.message(), command.by()));
    return turn.done();
  }

  private Reply purge(MessageCommand.PurgeDeadLetter command, Turn turn) {
    if (mail.deadLetter(command.message(), command.recipient()) == null) {
      return noLetter(command.message(), command.recipient());
    }
    turn.emit(
        new MessageEvent.DeadLetterPurged(command.recipient(), command.message(), command.by()));
    return turn.done();
  }

  /** Only what the event names can be read under its token; a look at nothing is no event. */
  private Reply inspect(MessageCommand.InspectMail command, Turn turn) {
    AgentId recipient = command.recipient();
    if (agents.find(recipient) == null) {
      return Reply.refused(
          Refusal.notFound(
              "Expected agent %s to have joined once, and so to have a mailbox; check its id"
                  .formatted(recipient)));
    }
    List<MessageId> shown = mail.of(recipient, command.limit());
    if (shown.isEmpty()) {
      return new Reply.Received(turn.position(), FencingToken.NONE, shown);
    }
    FencingToken token = turn.nextToken();
    turn.emit(
        new MessageEvent.MailInspected(recipient, token, mail.arrivals(), shown, command.by()));
    return new Reply.Received(turn.position(), token, shown);
  }

  private static Reply noLetter(MessageId message, AgentId recipient) {
    return Reply.refused(
        Refusal.notFound(
            "Expected a dead letter %s to agent %s; list the dead letters"
                .formatted(message, recipient)));
  }
}
