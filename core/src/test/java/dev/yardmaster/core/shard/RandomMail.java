package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MailState;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Random commands about messages and records, mostly sensible ones. */
final class RandomMail {
  private static final List<String> TOPICS = List.of("a", "a/b", "a/b/c", "b/b", "c");
  private static final List<String> PATTERNS = List.of("a", "a/*", "a/**", "*/b", "**", "c/*");

  private final ShardHarness shard;
  private final Random random;
  private final RandomSpecs specs;
  private final Function<AgentId, FencingToken> session;
  private final List<MessageCommand.SendMessage> sent = new ArrayList<>();
  private int messages;
  private @Nullable AgentId lastNack;

  RandomMail(
      ShardHarness shard,
      Random random,
      RandomSpecs specs,
      Function<AgentId, FencingToken> session) {
    this.shard = shard;
    this.random = random;
    this.specs = specs;
    this.session = session;
  }

  Command next() {
    return switch (random.nextInt(30)) {
      case 0, 1, 2, 3 -> send();
      case 4 -> request();
      case 5 -> specs.oneIn(3) ? request() : reply();
      case 6, 7, 8, 9, 10, 11, 13, 14 ->
          new MessageCommand.Receive(inside(reader()), specs.oneIn(20) ? 101 : most());
      case 12 -> ack();
      case 15, 16, 17, 18 -> nack();
      case 19 -> extend();
      case 20, 21 -> new MessageCommand.Subscribe(caller(specs.agent()), pattern());
      case 22 -> new MessageCommand.Unsubscribe(caller(specs.agent()), pattern());
      case 23, 24 -> aboutDeadLetter();
      case 25, 26, 27 -> put();
      case 28 ->
          new MessageCommand.InspectMail(
              specs.oneIn(9) ? AgentId.of("nobody") : specs.agent(), most(), "ada");
      default -> delete();
    };
  }

  private int most() {
    return 1 + random.nextInt(4);
  }

  private Caller caller(AgentId agent) {
    return Caller.session(agent, session.apply(agent));
  }

  /** At times inside an attempt of the agent. */
  private Caller inside(AgentId agent) {
    Caller caller = caller(agent);
    List<Task> held = List.copyOf(shard.workspace().tasks().heldBy(caller.session()));
    if (held.isEmpty() || specs.oneIn(2)) {
      return caller;
    }
    Task task = held.get(random.nextInt(held.size()));
    return caller.inside(task.id(), task.lastEpoch());
  }

  private Command request() {
    AgentId to = specs.oneIn(8) ? AgentId.of("nobody") : specs.agent();
    long wait = specs.oneIn(3) ? WaitCommand.FOREVER : random.nextInt(20_000);
    return Yard.request(inside(specs.agent()), "m" + messages++, to.value(), wait);
  }

  /** To a request that is awaited, mostly; by anybody. */
  private Command reply() {
    for (Wait wait : shard.workspace().waits().all()) {
      if (wait.what() instanceof Wait.Reply awaited && !specs.oneIn(3)) {
        Envelope envelope =
            Envelope.of("reply", Payload.text("!"))
                .conversation(new Envelope.Conversation(awaited.request().value(), null));
        return new MessageCommand.SendMessage(
            inside(awaited.to()),
            MessageId.of("m" + messages++),
            Audience.of(specs.oneIn(6) ? specs.agent() : wait.agent()),
            envelope);
      }
    }
    return send();
  }

  private Command send() {
    if (!sent.isEmpty() && specs.oneIn(8)) {
      MessageCommand.SendMessage again = sent.get(random.nextInt(sent.size()));
      AgentId from = specs.oneIn(4) ? specs.agent() : again.caller().agent();
      return new MessageCommand.SendMessage(
          caller(from), again.id(), again.audience(), again.envelope());
    }
    Envelope envelope =
        Envelope.of("note", Payload.text("hello " + messages))
            .priority(4 + random.nextInt(2))
            .ttlMillis(specs.oneIn(3) ? 1 + random.nextInt(40_000) : 0);
    MessageCommand.SendMessage command =
        new MessageCommand.SendMessage(
            caller(specs.agent()), MessageId.of("m" + messages++), audience(), envelope);
    sent.add(command);
    return command;
  }

  private Audience audience() {
    return switch (random.nextInt(6)) {
      case 0 -> new Audience.Everybody();
      case 1, 2 -> new Audience.Subscribers(Topic.of(specs.oneOf(TOPICS)));
      default -> {
        List<AgentId> ids = new ArrayList<>(List.of(specs.agent()));
        if (specs.oneIn(3)) {
          ids.add(AgentId.of("nobody"));
        }
        AgentId other = specs.agent();
        if (!ids.contains(other)) {
          ids.add(other);
        }
        yield new Audience.Agents(specs.oneIn(8) ? List.of(AgentId.of("nobody")) : ids);
      }
    };
  }

  private TopicPattern pattern() {
    return TopicPattern.of(specs.oneOf(PATTERNS));
  }

  /** A message, a recipient, and the token it may hold it with. */
  private record Found(AgentId recipient, MessageId message, FencingToken token) {}

  /** A mail in somebody's hands; an invented one when there is none. */
  private Found held() {
    List<Mail> held = new ArrayList<>();
    shard.workspace().mail().mailboxes().forEach(mailbox -> held.addAll(mailbox.delivered()));
    return found(held);
  }

  private Found mostDelivered() {
    List<Mail> held = new ArrayList<>();
    shard.workspace().mail().mailboxes().forEach(mailbox -> held.addAll(mailbox.delivered()));
    held.sort(Comparator.comparingInt(Mail::deliveries).reversed());
    return found(held.isEmpty() ? held : held.subList(0, 1));
  }

  /** A nack instead, mostly, while nothing is dead. */
  private Command aboutDeadLetter() {
    if (shard.workspace().mail().deadLetters().isEmpty() && !specs.oneIn(4)) {
      return nack();
    }
    Found letter = letter();
    return specs.oneIn(2)
        ? new MessageCommand.RedriveDeadLetter(letter.recipient(), letter.message(), "ada")
        : new MessageCommand.PurgeDeadLetter(letter.recipient(), letter.message(), "ada");
  }

  /** A dead letter; an invented one when there is none. */
  private Found letter() {
    return found(List.copyOf(shard.workspace().mail().deadLetters()));
  }

  private Found found(List<Mail> mails) {
    if (mails.isEmpty() || specs.oneIn(15)) {
      MessageId id = MessageId.of("m" + random.nextInt(messages + 1));
      return new Found(specs.agent(), id, new FencingToken(1 + random.nextInt(100)));
    }
    Mail mail = mails.get(random.nextInt(mails.size()));
    FencingToken token =
        mail.state() instanceof MailState.Delivered delivered && !specs.oneIn(15)
            ? delivered.token()
            : new FencingToken(1);
    return new Found(mail.recipient(), mail.message().id(), token);
  }

  private Command ack() {
    Found mail = held();
    List<Delivery> deliveries = new ArrayList<>();
    deliveries.add(new Delivery(mail.message(), mail.token()));
    if (specs.oneIn(3)) {
      Found other = held();
      deliveries.add(new Delivery(other.message(), other.token()));
    }
    return new MessageCommand.Ack(caller(mail.recipient()), deliveries);
  }

  /** Often who has just given something back, so that some mail dies. */
  private AgentId reader() {
    return lastNack == null || specs.oneIn(3) ? specs.agent() : lastNack;
  }

  private Command nack() {
    Found mail = specs.oneIn(4) ? held() : mostDelivered();
    lastNack = mail.recipient();
    long delay = specs.oneIn(3) ? random.nextInt(5_000) : 0;
    return new MessageCommand.Nack(caller(mail.recipient()), mail.message(), mail.token(), delay);
  }

  private Command extend() {
    Found mail = held();
    return new MessageCommand.ExtendVisibility(
        caller(mail.recipient()), mail.message(), mail.token(), 1 + random.nextInt(90_000));
  }

  private RecordKey key() {
    return RecordKey.of("k" + random.nextInt(4));
  }

  private long expected(RecordKey key) {
    StoredRecord known = shard.workspace().records().find(key);
    return switch (random.nextInt(8)) {
      case 0 -> RecordCommand.ANY_VERSION;
      case 1 -> random.nextInt(50) - 2;
      default -> known == null ? RecordCommand.ABSENT : known.version();
    };
  }

  private Command put() {
    RecordKey key = key();
    return new RecordCommand.PutRecord(
        caller(specs.agent()), key, expected(key), Payload.text("v" + random.nextInt(9)));
  }

  private Command delete() {
    RecordKey key = key();
    return new RecordCommand.DeleteRecord(caller(specs.agent()), key, expected(key));
  }
}
