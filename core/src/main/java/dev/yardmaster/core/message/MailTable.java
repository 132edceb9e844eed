package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All messages of a workspace: each once, the mailboxes and dead letters that point to them, and
 * what became of those that ended. Read by anyone on the driver, changed by {@link MessageApplier}.
 */
public final class MailTable {
  private record DeadLetter(MessageId message, AgentId recipient) {}

  private final Map<MessageId, Message> messages = new LinkedHashMap<>();
  private final Map<AgentId, Mailbox> mailboxes = new LinkedHashMap<>();
  private final Map<FencingToken, Mailbox> holding = new HashMap<>();
  private final Map<DeadLetter, Mail> deadLetters = new LinkedHashMap<>();
  private final EndedMessages ended = new EndedMessages();
  private final Subscriptions subscriptions = new Subscriptions();
  private final Looks looks = new Looks();
  private long arrivals;
  private int mails;
  private long bytes;
  private long hash;
  private MailObserver observer = MailObserver.NONE;

  public @Nullable Message find(MessageId id) {
    return messages.get(id);
  }

  /** What is remembered of a message that ended, or null. */
  public MessageEvent.@Nullable FateRestored fateOf(MessageId id) {
    return ended.find(id);
  }

  /** The look that an operator had under this token, or null when there was none lately. */
  public MessageEvent.@Nullable MailInspected look(FencingToken token) {
    return looks.find(token);
  }

  /** The agent's mailbox, or null while it never had mail. */
  public @Nullable Mailbox mailbox(AgentId agent) {
    return mailboxes.get(agent);
  }

  /** Mailboxes that had mail since this table was made. */
  public Collection<Mailbox> mailboxes() {
    return Collections.unmodifiableCollection(mailboxes.values());
  }

  /** The mailbox whose mail was delivered to this session, or null. */
  @Nullable Mailbox heldBy(FencingToken session) {
    return holding.get(session);
  }

  /** The dead letter, or null. */
  public @Nullable Mail deadLetter(MessageId message, AgentId recipient) {
    return deadLetters.get(new DeadLetter(message, recipient));
  }

  /** Dead letters, oldest first. */
  public Collection<Mail> deadLetters() {
    return Collections.unmodifiableCollection(deadLetters.values());
  }

  /**
   * Up to so many messages of an agent: dead letters, oldest first, then its mailbox in order of
   * arrival. Looks through all dead letters of the workspace.
   */
  List<MessageId> of(AgentId agent, int limit) {
    Mailbox mailbox = mailboxes.get(agent);
    return Stream.concat(
            deadLetters.values().stream().filter(mail -> mail.recipient().equals(agent)),
            mailbox == null ? Stream.of() : mailbox.all().stream())
        .limit(limit)
        .map(mail -> mail.message().id())
        .toList();
  }

  /** Mail that has arrived so far. */
  long arrivals() {
    return arrivals;
  }

  void look(MessageEvent.MailInspected look) {
    looks.add(look);
  }

  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Messages with mail left. */
  public int size() {
    return messages.size();
  }

  /** Mail in all mailboxes and among the dead letters. */
  public int mails() {
    return mails;
  }

  /** Dead letters among them. */
  public int deadLetterCount() {
    return deadLetters.size();
  }

  /** Bytes of all messages, each counted once (R4). */
  public long bytes() {
    return bytes;
  }

  public void observe(MailObserver value) {
    observer = value;
  }

  public long hash() {
    long h = Hashing.fold(65, arrivals);
    h = Hashing.fold(h, hash);
    h = Hashing.fold(h, ended.hash());
    h = Hashing.fold(h, looks.hash());
    return Hashing.fold(h, subscriptions.hash());
  }

  public void snapshot(Consumer<Event> sink) {
    sink.accept(new MessageEvent.ArrivalsRestored(arrivals));
    for (Message message : messages.values()) {
      sink.accept(
          new MessageEvent.MessageRestored(
              message.sending(), message.sentMillis(), message.ended()));
    }
    mailboxes.values().forEach(mailbox -> mailbox.all().forEach(mail -> sink.accept(saved(mail))));
    deadLetters.values().forEach(mail -> sink.accept(saved(mail)));
    ended.snapshot(sink);
    looks.snapshot(sink);
    subscriptions.snapshot(sink);
  }

  private static MessageEvent saved(Mail mail) {
    return new MessageEvent.MailRestored(
        mail.message().id(), mail.recipient(), mail.arrival(), mail.deliveries(), mail.state());
  }

  Message require(MessageId id) {
    Message message = messages.get(id);
    if (message == null) {
      throw new IllegalStateException("S17: expected message %s to exist".formatted(id));
    }
    return message;
  }

  Mail require(AgentId recipient, MessageId id) {
    Mailbox mailbox = mailboxes.get(recipient);
    Mail mail = mailbox == null ? null : mailbox.find(id);
    if (mail == null) {
      throw new IllegalStateException(
          "S17: expected message %s in the mailbox of %s".formatted(id, recipient));
    }
    return mail;
  }

  void add(Message message) {
    if (messages.putIfAbsent(message.id(), message) != null) {
      throw new IllegalStateException("R1: expected message %s once".formatted(message.id()));
    }
    bytes += message.bytes();
    hash += message.hash();
  }

  /** Puts the message into mailboxes, behind what is there. */
  void address(Message message, List<AgentId> recipients) {
    message.keep(Fate.QUEUED, recipients.size());
    for (AgentId recipient : recipients) {
      insert(new Mail(message, recipient, arrivals++));
    }
  }

  private void insert(Mail mail) {
    mails++;
    hash += mail.hash();
    mailboxes.computeIfAbsent(mail.recipient(), Mailbox::new).add(mail);
    observer.changed(mail, true);
  }

  /** Gives a mail of a mailbox another state within it. */
  void move(Mail mail, MailState next) {
    Mailbox mailbox = mailboxOf(mail);
    mailbox.unindex(mail);
    change(mail, next);
    mailbox.index(mail);
    hold(mailbox, mail.state());
    observer.changed(mail, true);
  }

  /** Keeps a delivered mail out of sight until another time; no delivery of its own. */
  void extend(Mail mail, MailState.Delivered held, long visibleAtMillis) {
    hash -= mail.hash();
    mail.restore(
        new MailState.Delivered(held.session(), held.token(), visibleAtMillis), mail.deliveries());
    hash += mail.hash();
    observer.changed(mail, true);
  }

  private void change(Mail mail, MailState next) {
    Message message = mail.message();
    hash -= mail.hash();
    message.keep(mail.state().fate(), -1);
    if (mail.state() instanceof MailState.Delivered before) {
      forget(before.session(), mail);
    }
    mail.become(next);
    message.keep(next.fate(), 1);
    hash += mail.hash();
  }

  private void hold(Mailbox mailbox, MailState state) {
    if (state instanceof MailState.Delivered delivered) {
      holding.put(delivered.session(), mailbox);
    }
  }

  /** The mail has left the delivered ones of its mailbox already. */
  private void forget(FencingToken session, Mail mail) {
    if (mailboxOf(mail).delivered().isEmpty()) {
      holding.remove(session);
    }
  }

  /** Makes a dead letter of it; the oldest leaves when there are too many. */
  void die(Mail mail, long nowMillis) {
    Mailbox mailbox = mailboxOf(mail);
    mailbox.remove(mail);
    change(mail, new MailState.Dead(nowMillis));
    deadLetters.put(new DeadLetter(mail.message().id(), mail.recipient()), mail);
    observer.changed(mail, true);
    while (deadLetters.size() > MailLimits.MAX_DEAD_LETTERS) {
      end(deadLetters.values().iterator().next(), Fate.DEAD);
    }
  }

  /** Sends a dead letter on its way again, as if it came now. */
  void redrive(Mail letter) {
    Message message = letter.message();
    take(letter);
    address(message, List.of(letter.recipient()));
  }

  /** A mail reached its end; so does its message with the last one. */
  void end(Mail mail, Fate fate) {
    take(mail);
    Message message = mail.message();
    hash -= message.hash();
    message.end(fate);
    hash += message.hash();
    dropIfOver(message);
  }

  /** Forgets a message that nobody has any more, but for its fate. */
  void dropIfOver(Message message) {
    if (message.kept().total() == 0) {
      messages.remove(message.id());
      hash -= message.hash();
      bytes -= message.bytes();
      ended.add(
          new MessageEvent.FateRestored(
              message.id(),
              message.from(),
              message.contentHash(),
              message.receipt(),
              message.tally()));
    }
  }

  private void take(Mail mail) {
    Message message = mail.message();
    hash -= mail.hash();
    message.keep(mail.state().fate(), -1);
    mails--;
    if (mail.state() instanceof MailState.Dead) {
      deadLetters.remove(new DeadLetter(message.id(), mail.recipient()));
    } else {
      Mailbox mailbox = mailboxOf(mail);
      mailbox.remove(mail);
      if (mail.state() instanceof MailState.Delivered delivered) {
        forget(delivered.session(), mail);
      }
    }
    observer.changed(mail, false);
  }

  private Mailbox mailboxOf(Mail mail) {
    Mailbox mailbox = mailboxes.get(mail.recipient());
    if (mailbox == null) {
      throw new IllegalStateException("S17: expected a mailbox for %s".formatted(mail));
    }
    return mailbox;
  }

  void restore(MessageEvent.MessageRestored event) {
    Message message = new Message(event.sending(), event.sentMillis());
    message.restoreEnded(event.ended());
    add(message);
  }

  void restore(MessageEvent.MailRestored event) {
    Message message = require(event.message());
    Mail mail = new Mail(message, event.recipient(), event.arrival());
    mail.restore(event.state(), event.deliveries());
    message.keep(event.state().fate(), 1);
    if (event.state() instanceof MailState.Dead) {
      mails++;
      hash += mail.hash();
      deadLetters.put(new DeadLetter(message.id(), event.recipient()), mail);
    } else {
      insert(mail);
      hold(mailboxOf(mail), event.state());
    }
  }

  void restore(MessageEvent.FateRestored event) {
    ended.add(event);
  }

  void restore(MessageEvent.ArrivalsRestored event) {
    arrivals = event.arrivals();
  }

  public void verify(List<String> problems) {
    MailChecks.of(this, problems);
    subscriptions.verify(problems);
    looks.verify(problems);
    if (ended.computeHash() != ended.hash() || ended.size() > MailLimits.MAX_FATES) {
      problems.add("S4: fates of messages changed without their hash");
    }
    long sum = 0;
    for (Message message : messages.values()) {
      sum += message.computeHash();
    }
    for (Mailbox mailbox : mailboxes.values()) {
      for (Mail mail : mailbox.all()) {
        sum += mail.hash();
      }
      for (Mail mail : mailbox.delivered()) {
        boolean held =
            mail.state() instanceof MailState.Delivered d && holding.get(d.session()) == mailbox;
        if (!held) {
          problems.add("S17: %s would outlast its session".formatted(mail));
        }
      }
    }
    for (Mail mail : deadLetters.values()) {
      sum += mail.hash();
    }
    if (sum != hash) {
      problems.add("S4: messages hash to %x, expected %x".formatted(sum, hash));
    }
  }

  /** Messages with mail left, in order of sending. */
  Collection<Message> messages() {
    return Collections.unmodifiableCollection(messages.values());
  }
}
