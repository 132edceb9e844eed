package dev.yardmaster.client.kill;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.MessageRouter;
import dev.yardmaster.client.Received;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Agents that send each other numbered messages, some of them twice, and give some back. */
final class MailLoad implements AutoCloseable {
  private static final int MOST_RECEIVED = 5;

  /** How far back a message is sent again. */
  private static final int MOST_RECENT = 20;

  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Journal journal;
  private final MessageRouter messages;
  private final List<AgentSession> agents;
  private final long seed;
  private final List<Thread> receivers = new ArrayList<>();
  private volatile boolean closing;
  private volatile boolean resting;

  private MailLoad(Journal journal, MessageRouter messages, List<AgentSession> agents, long seed) {
    this.journal = journal;
    this.messages = messages;
    this.agents = List.copyOf(agents);
    this.seed = seed;
  }

  /** Receives and acknowledges what comes, until closed. */
  static MailLoad receive(
      Journal journal, MessageRouter messages, List<AgentSession> agents, long seed) {
    MailLoad load = new MailLoad(journal, messages, agents, seed);
    for (AgentSession agent : load.agents) {
      Random random = new Random(37 * seed + load.receivers.size());
      load.receivers.add(Thread.ofVirtual().start(() -> load.receive(agent, random)));
    }
    return load;
  }

  /** Messages of a life that was killed before it was told whether they were sent. */
  static List<Fact.Sending> unanswered(List<Fact> life) {
    Map<String, Fact.Sending> open = new LinkedHashMap<>();
    for (Fact fact : life) {
      if (fact instanceof Fact.Sending sending) {
        open.put(sending.message(), sending);
      } else if (fact instanceof Fact.Sent(String message, String to)) {
        open.remove(message);
      }
    }
    return List.copyOf(open.values());
  }

  /** From now on nothing more is sent. */
  void rest() {
    resting = true;
  }

  /** Sends until it rests, on threads of its own; first again what is unanswered. */
  void send(String life, List<Fact.Sending> unanswered) {
    for (AgentSession agent : agents) {
      List<Fact.Sending> own =
          unanswered.stream().filter(each -> each.from().equals(agent.id().value())).toList();
      Random random = new Random(41 * seed + agents.indexOf(agent));
      Thread.ofVirtual().start(() -> send(agent, life, own, random));
    }
  }

  private void send(AgentSession agent, String life, List<Fact.Sending> first, Random random) {
    try {
      first.forEach(sending -> send(agent, sending));
      String from = agent.id().value();
      List<Fact.Sending> recent = new ArrayList<>();
      for (int n = 0; !resting; n++) {
        AgentSession to = agents.get(random.nextInt(agents.size()));
        Fact.Sending sending =
            new Fact.Sending("%s:%s:%d".formatted(life, from, n), from, to.id().value());
        send(agent, sending);
        recent.add(sending);
        if (recent.size() > MOST_RECENT) {
          recent.removeFirst();
        }
        if (random.nextInt(8) == 0) { // to be the same, whatever became of it meanwhile
          send(agent, recent.get(random.nextInt(recent.size())));
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000)); // the work
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(AgentSession agent, Fact.Sending sending) {
    journal.write(sending);
    Persistent.call(() ->
        messages.send(
            agent,
            MessageId.of(sending.message()),
            Audience.of(AgentId.of(sending.to())),
            Envelope.of("numbered", Payload.text(sending.message()))));
    journal.write(new Fact.Sent(sending.message(), sending.to()));
  }

  private void receive(AgentSession agent, Random random) {
    while (!closing) {
      try {
        receiveSome(agent, random);
      } catch (CoordinationException e) {
        if (!Persistent.isOpen(e)) {
          throw e;
        } // what it has not acknowledged for sure comes again
      }
    }
  }

  private void receiveSome(AgentSession agent, Random random) {
    List<Received> batch = messages.receive(agent, MOST_RECEIVED, PATIENCE);
    for (Received each : batch) {
      journal.write(new Fact.Delivered(each.id().value(), each.deliveries(), agent.id().value()));
    }
    for (Received each : batch) {
      if (each.deliveries() == 1 && random.nextInt(8) == 0) {
        each.nack(Duration.ZERO);
      } else {
        journal.write(new Fact.Acking(each.id().value()));
        each.ack();
        journal.write(new Fact.Acked(each.id().value()));
      }
    }
  }

  /** Messages in the mailboxes, in whatever state. */
  int open() {
    return agents.stream()
        .mapToInt(agent -> messages.mailbox(agent.id()).orElseThrow().messages())
        .sum();
  }

  /** The mailboxes, and whether somebody still receives. */
  String left() {
    return agents.stream().map(agent -> messages.mailbox(agent.id()).orElseThrow()).toList()
        + ", receiving: "
        + receivers.stream().map(Thread::isAlive).toList();
  }

  /** Ends the receiving; what was received is acknowledged. */
  @Override
  public void close() {
    closing = true;
    for (Thread receiver : receivers) {
      try {
        receiver.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
