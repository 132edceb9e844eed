package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.Fate;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.message.TopicPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages through the Java API: R60-R62 as people use them. */
@Timeout(60)
final class MessageRouterTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Payload TEXT = Payload.text("text");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final MessageRouter messages = manager.messages();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    yard.close();
  }

  private AgentSession agent(String id) {
    return manager.agents().register(AgentProfile.named(id));
  }

  private <T> Future<T> async(Callable<T> call) {
    return threads.submit(call);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private Received one(Actor actor) {
    return messages.receive(actor, 1, LONG).getFirst();
  }

  private List<Received> now(Actor actor, int max) {
    return messages.receive(actor, max, Duration.ZERO);
  }

  private static List<String> texts(List<Received> received) {
    return received.stream().map(each -> each.payload().asText()).toList();
  }

  private Fate fate(MessageId id) {
    return messages.fate(id).orElseThrow().fate();
  }

  @Test
  void aMessageIsReceivedWithAllThatItsSenderSaidAndIsDoneOnceAcknowledged() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Envelope envelope =
        Envelope.of("spec", TEXT).priority(7).headers(new TreeMap<>(Map.of("trace", "1")));
    Sent sent = messages.send(a, MessageId.of("m"), Audience.of(b.id()), envelope);
    assertThat(sent).isEqualTo(new Sent(MessageId.of("m"), 1, 0, Map.of()));
    assertThat(fate(sent.id())).isEqualTo(Fate.QUEUED);
    Received received = one(b);
    assertThat(received.id()).isEqualTo(sent.id());
    assertThat(received.from()).as("S19").isEqualTo(a.id());
    assertThat(received.type()).isEqualTo("spec");
    assertThat(received.payload()).isEqualTo(TEXT);
    assertThat(received.priority()).isEqualTo(7);
    assertThat(received.headers()).containsExactly(Map.entry("trace", "1"));
    assertThat(received.correlation()).isEmpty();
    assertThat(received.topic()).isEmpty();
    assertThat(received.deliveries()).isEqualTo(1);
    assertThat(fate(sent.id())).isEqualTo(Fate.DELIVERED);
    received.extend(Duration.ofMinutes(5));
    received.ack();
    received.ack();
    assertThat(fate(sent.id())).isEqualTo(Fate.ACKED);
    assertThat(now(b, 100)).isEmpty();
    assertThat(messages.send(a, sent.id(), Audience.of(b.id()), envelope)).isEqualTo(sent);
    assertThat(now(b, 100)).as("S17: sent again, it has one effect").isEmpty();
    assertThat(messages.fate(MessageId.of("unknown"))).isEmpty();
  }

  @Test
  void whoNeverJoinedIsRefusedAndNamedBesideThoseWhoTookIt() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    AgentId nobody = AgentId.of("nobody");
    assertThatThrownBy(() -> manager.sendMessage(a, nobody, TEXT))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND));
    Sent sent =
        messages.send(
            a,
            MessageId.of("m"),
            new Audience.Agents(List.of(nobody, b.id())),
            Envelope.of("t", TEXT));
    assertThat(sent.accepted()).isEqualTo(1);
    assertThat(sent.refusals()).containsExactly(Map.entry(nobody, RefusalCode.NOT_FOUND));
    assertThat(texts(now(b, 10))).containsExactly("text");
  }

  @Test
  void aBlockedReceiverWakesOnASendAndANack() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Received> receiver = new CompletableFuture<>();
      Thread waiting = Thread.ofVirtual().start(() -> receiver.complete(one(b)));
      while (i % 2 == 0 && waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      manager.sendMessage(a, b.id(), TEXT);
      Received first = receiver.get(10, TimeUnit.SECONDS);
      Future<Received> again = async(() -> one(b));
      first.nack(Duration.ZERO);
      Received second = again.get(10, TimeUnit.SECONDS);
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.deliveries()).isEqualTo(2);
      second.ack();
      assertThatThrownBy(first::ack)
          .isInstanceOfSatisfying(
              CoordinationException.class,
              e -> assertThat(e.code()).isEqualTo(RefusalCode.STALE_TOKEN));
    }
  }

  @Test
  void aReceiveEndsWithItsTimeItsThreadAndItsSession() throws Exception {
    AgentSession a = agent("a");
    assertThat(messages.receive(a, 1, Duration.ofMillis(5))).isEmpty();
    assertThatThrownBy(() -> messages.receive(a, 101, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread receiver =
        Thread.ofVirtual()
            .start(() -> {
              try {
                one(a).ack();
              } catch (CoordinationException e) {
                interrupted.countDown();
              }
            });
    receiver.interrupt();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    Future<Received> over = async(() -> one(a));
    a.close();
    assertThatThrownBy(() -> over.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CoordinationException.class)
        .hasMessageContaining("STALE_TOKEN");
  }

  @Test
  void aBlockedReceiveEndsWhenTheYardmasterIsClosed() throws Exception {
    CompletableFuture<CoordinationException> ended = new CompletableFuture<>();
    try (Yardmaster other = Yardmaster.inMemory()) {
      CoordinationManager there = other.workspace("default");
      AgentSession a = there.agents().register(AgentProfile.named("a"));
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  there.messages().receive(a, 1, Duration.ofHours(1)).forEach(Received::ack);
                } catch (CoordinationException e) {
                  ended.complete(e);
                }
              });
      while (waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(ended.get(10, TimeUnit.SECONDS).code())
        .isIn(RefusalCode.STALE_TOKEN, RefusalCode.UNAVAILABLE);
  }

  @Test
  void ofAHundredSendersWithAHundredMessagesEachNothingVanishesAndNothingComesTwice()
      throws Exception {
    AgentSession to = agent("to");
    List<Future<Integer>> senders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      AgentSession from = agent("from" + i);
      senders.add(
          async(() -> {
            for (int j = 0; j < 100; j++) {
              messages.send(from, to.id(), "n", Payload.text(from.id() + " " + j));
            }
            return 100;
          }));
    }
    Set<String> seen = new HashSet<>();
    Map<AgentId, Integer> next = new TreeMap<>();
    int received = 0;
    while (received < 10_000) {
      List<Received> batch = messages.receive(to, 100, LONG);
      assertThat(batch).as("peers line 6: after %d", received).isNotEmpty();
      for (Received each : batch) {
        seen.add(each.payload().asText());
        int expected = next.merge(each.from(), 1, Integer::sum) - 1;
        assertThat(each.payload().asText()).as("S18").isEqualTo(each.from() + " " + expected);
      }
      received += batch.size();
      assertThat(messages.ack(to, batch)).isEmpty();
    }
    for (Future<Integer> sender : senders) {
      assertThat(get(sender)).isEqualTo(100);
    }
    assertThat(seen).as("S17").hasSize(10_000);
    assertThat(now(to, 100)).isEmpty();
    assertThat(messages.mailbox(to.id()).orElseThrow().messages()).isZero();
  }

  @Test
  void mailComesByPriorityThenArrival_S18() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    for (int i = 0; i < 6; i++) {
      Envelope envelope = Envelope.of("t", Payload.text("p" + i % 2 + " n" + i)).priority(i % 2);
      messages.send(a, MessageId.of("m" + i), Audience.of(b.id()), envelope);
    }
    assertThat(texts(now(b, 4))).containsExactly("p1 n1", "p1 n3", "p1 n5", "p0 n0");
    assertThat(texts(now(b, 4))).containsExactly("p0 n2", "p0 n4");
  }

  @Test
  void afterFiveDeliveriesItIsADeadLetterThatCanBeRedrivenOrPurged_R61() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    MessageId id = manager.sendMessage(a, b.id(), TEXT);
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i <= 5; i++) {
        Received received = one(b);
        assertThat(received.deliveries()).isEqualTo(i);
        received.nack(Duration.ZERO);
      }
      assertThat(now(b, 1)).isEmpty();
      assertThat(fate(id)).isEqualTo(Fate.DEAD);
      assertThat(messages.deadLetters(10))
          .singleElement()
          .satisfies(letter -> assertThat(letter.message()).isEqualTo(id));
      if (round == 0) {
        messages.redrive(b.id(), id, "ada");
        assertThat(messages.deadLetters(10)).isEmpty();
      }
    }
    messages.purge(b.id(), id, "ada");
    assertThat(messages.deadLetters(10)).isEmpty();
    assertThatThrownBy(() -> messages.redrive(b.id(), id, "ada"))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND));
  }

  @Test
  void anOperatorLooksIntoAMailboxOnRecordAndTakesNothingOutOfIt_R62() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    assertThat(messages.inspect(b.id(), 1, "ada")).isEmpty();
    MessageId id = messages.send(a, b.id(), "secret", TEXT);
    assertThat(messages.inspect(b.id(), 100, "ada"))
        .singleElement()
        .satisfies(view -> {
          assertThat(view.id()).isEqualTo(id);
          assertThat(view.from()).isEqualTo(a.id());
          assertThat(view.type()).isEqualTo("secret");
          assertThat(view.payload()).isEqualTo(TEXT);
          assertThat(view.state()).isEqualTo(Fate.QUEUED);
        });
    assertThat(messages.receive(b, 1, LONG)).singleElement().returns(id, Received::id);
    assertThatThrownBy(() -> messages.inspect(AgentId.of("nobody"), 1, "ada"))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND));
  }

  @Test
  void aDelayedMessageComesAgainAndWakesWhoWaits() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    MessageId id = manager.sendMessage(a, b.id(), TEXT);
    one(b).nack(Duration.ofMillis(50));
    assertThat(one(b).id()).isEqualTo(id);
  }

  @Test
  void aBroadcastReachesAllFiftyButItsSender() {
    AgentSession sender = agent("sender");
    List<AgentSession> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(agent("other" + i));
    }
    Sent sent = messages.broadcast(sender, "stop", TEXT);
    assertThat(sent.accepted()).isEqualTo(50);
    assertThat(sent.refused()).isZero();
    for (AgentSession each : others) {
      Received received = one(each);
      assertThat(received.id()).isEqualTo(sent.id());
      received.ack();
    }
    assertThat(now(sender, 1)).isEmpty();
    assertThat(messages.fate(sent.id()).orElseThrow().tally().acked()).isEqualTo(50);
  }

  @Test
  void whatIsPublishedReachesWhoeverSubscribedByPattern() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    TopicPattern pattern = TopicPattern.of("build/*/done");
    messages.subscribe(b, pattern);
    assertThat(messages.mailbox(b.id()).orElseThrow().patterns()).containsExactly(pattern);
    Topic topic = Topic.of("build/core/done");
    assertThat(messages.publish(a, topic, "built", TEXT).accepted()).isEqualTo(1);
    assertThat(messages.publish(a, Topic.of("build/core"), "built", TEXT).accepted()).isZero();
    assertThat(one(b).topic()).contains(topic);
    messages.unsubscribe(b, pattern);
    assertThat(messages.publish(a, topic, "built", TEXT).accepted()).isZero();
  }

  @Test
  void anUnacknowledgedMessageIsReceivedAfterTheFolderIsOpenedAgain(@TempDir Path folder) {
    MessageId acked;
    MessageId open;
    try (Yardmaster first = Yardmaster.open(folder)) {
      CoordinationManager there = first.workspace("default");
      AgentSession a = there.agents().register(AgentProfile.named("a"));
      AgentSession b = there.agents().register(AgentProfile.named("b"));
      acked = there.sendMessage(a, b.id(), Payload.text("acked"));
      open = there.sendMessage(a, b.id(), Payload.text("open"));
      List<Received> both = there.messages().receive(b, 2, LONG);
      assertThat(texts(both)).containsExactly("acked", "open");
      both.getFirst().ack();
    }
    try (Yardmaster second = Yardmaster.open(folder)) {
      CoordinationManager there = second.workspace("default");
      AgentSession b = there.agents().register(AgentProfile.named("b"));
      Received again = there.messages().receive(b, 10, LONG).getFirst();
      assertThat(again.id()).as("S17").isEqualTo(open);
      assertThat(again.payload().asText()).isEqualTo("open");
      again.ack();
      assertThat(there.messages().fate(acked).orElseThrow().fate()).isEqualTo(Fate.ACKED);
      assertThat(there.messages().receive(b, 10, Duration.ZERO)).isEmpty();
    }
  }
}
