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
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and replies between agents (R62), and who gets what of the mail of one session. */
@Timeout(60)
final class RequestReplyTest {
  private static final LockRequest FILE = LockRequest.exclusive("file");
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final MessageRouter messages = manager.messages();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AgentSession asking = agent("asking");
  private final AgentSession answering = agent("answering");

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

  private Received one(Actor actor) {
    return messages.receive(actor, 1, LONG).getFirst();
  }

  private MessageId tell(AgentId to, String text) {
    return manager.sendMessage(answering, to, Payload.text(text));
  }

  private Future<Received> request(String text) {
    return async(
        () -> messages.request(asking, answering.id(), "question", Payload.text(text), LONG));
  }

  private static Received get(Future<Received> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** Answers so many requests, with the text of each. */
  private Future<Integer> answer(int count) {
    return async(() -> {
      for (int i = 0; i < count; i++) {
        Received question = one(answering);
        question.reply(Payload.text("re " + question.payload().asText()));
        question.ack();
      }
      return count;
    });
  }

  private static List<String> texts(List<Received> received) {
    return received.stream().map(each -> each.payload().asText()).toList();
  }

  @Test
  void aRequestGetsItsReplyWhichIsAcknowledgedAlready() throws Exception {
    Future<Received> request = request("how?");
    Received question = one(answering);
    assertThat(question.correlation()).contains(question.id().value());
    MessageId reply = question.reply("answer", Payload.text("so"));
    Received answer = get(request);
    assertThat(answer.id()).isEqualTo(reply);
    assertThat(answer.type()).isEqualTo("answer");
    assertThat(answer.from()).isEqualTo(answering.id());
    assertThat(answer.correlation()).isEqualTo(question.correlation());
    assertThat(messages.fate(reply).orElseThrow().fate()).isEqualTo(Fate.ACKED);
    answer.ack();
    assertThat(messages.receive(asking, 10, Duration.ZERO)).isEmpty();
  }

  @Test
  void withoutAReplyItEndsInTimeAndALateReplyIsReceivedLikeAnyMessage() {
    assertThatThrownBy(
            () -> messages.request(asking, answering.id(), "q", Payload.text("?"), SHORT))
        .isInstanceOfSatisfying(
            CoordinationException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TIMEOUT))
        .hasMessageContaining("answering");
    MessageId late = one(answering).reply(Payload.text("late"));
    assertThat(one(asking).id()).isEqualTo(late);
  }

  @Test
  void onlyTheFirstReplyIsTheReply() throws Exception {
    Future<Received> request = request("?");
    Received question = one(answering);
    question.reply(Payload.text("first"));
    question.reply(Payload.text("second"));
    assertThat(get(request).payload().asText()).isEqualTo("first");
    assertThat(one(asking).payload().asText()).isEqualTo("second");
  }

  @Test
  void anAgentMayAskItself() throws Exception {
    Future<Received> request =
        async(() -> messages.request(asking, asking.id(), "q", Payload.text("?"), LONG));
    Received question = one(asking);
    assertThat(question.type()).as("its own request is not its reply").isEqualTo("q");
    question.reply(Payload.text("!"));
    question.ack();
    assertThat(get(request).payload().asText()).isEqualTo("!");
  }

  @Test
  void whatARequesterTakesBesidesItsReplyIsReceivedInOrderAsDeliveredOnce_S18() throws Exception {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      tell(asking.id(), "n" + i);
      sent.add("n" + i);
    }
    Future<Received> request = request("?");
    one(answering).reply(Payload.text("!"));
    assertThat(get(request).payload().asText()).isEqualTo("!");
    List<Received> received = new ArrayList<>();
    while (received.size() < 30) {
      List<Received> batch = messages.receive(asking, 7, LONG);
      assertThat(batch).as("after %d", received.size()).isNotEmpty();
      received.addAll(batch);
    }
    assertThat(texts(received)).containsExactlyElementsOf(sent);
    assertThat(received).allSatisfy(each -> assertThat(each.deliveries()).isEqualTo(1));
    assertThat(messages.ack(asking, received)).isEmpty();
    assertThat(messages.mailbox(asking.id()).orElseThrow().messages()).isZero();
  }

  @Test
  void requestersAndAReceiveLoopOfOneSessionEachGetWhatIsTheirs() throws Exception {
    int requests = 100;
    int plain = 300;
    Future<Integer> answers = answer(4 * requests);
    Future<Integer> teller =
        async(() -> {
          for (int i = 0; i < plain; i++) {
            tell(asking.id(), Integer.toString(i));
          }
          return plain;
        });
    List<Future<Integer>> requesters = new ArrayList<>();
    for (int r = 0; r < 4; r++) {
      String name = "r" + r + " ";
      requesters.add(
          async(() -> {
            for (int i = 0; i < requests; i++) {
              assertThat(get(request(name + i)).payload().asText()).isEqualTo("re " + name + i);
            }
            return requests;
          }));
    }
    for (int i = 0; i < plain; ) {
      List<Received> batch = messages.receive(asking, 5, LONG);
      assertThat(batch).as("after %d", i).isNotEmpty();
      for (Received each : batch) {
        assertThat(each.payload().asText()).as("S18").isEqualTo(Integer.toString(i++));
        each.ack();
      }
    }
    for (Future<Integer> each : requesters) {
      assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(requests);
    }
    assertThat(answers.get(30, TimeUnit.SECONDS)).isEqualTo(4 * requests);
    assertThat(teller.get(30, TimeUnit.SECONDS)).isEqualTo(plain);
    assertThat(messages.receive(asking, 10, Duration.ZERO)).isEmpty();
    assertThat(messages.mailbox(asking.id()).orElseThrow().messages()).as("S17").isZero();
  }

  @Test
  void aRequesterKeepsAHundredMessagesAtMostAndGoesOnWhenSomeAreReceived() throws Exception {
    for (int i = 0; i < Inbox.MAX_KEPT + 50; i++) {
      tell(asking.id(), Integer.toString(i));
    }
    Future<Received> request = request("?");
    Received question = one(answering);
    Envelope plain = // a reply of the same priority as the rest, so that it comes last
        Envelope.of("reply", Payload.text("!"))
            .conversation(new Envelope.Conversation(question.id().value(), null));
    messages.send(answering, MessageId.of("m"), Audience.of(asking.id()), plain);
    List<String> received = new ArrayList<>();
    while (received.size() < Inbox.MAX_KEPT + 50) {
      List<Received> batch = messages.receive(asking, 10, LONG);
      assertThat(batch).as("after %d", received.size()).isNotEmpty();
      for (Received each : batch) {
        received.add(each.payload().asText());
        each.ack();
      }
      assertThat(AgentLink.of(asking).inbox().room()).isNotNegative();
    }
    assertThat(received).doesNotHaveDuplicates();
    assertThat(get(request).payload().asText()).isEqualTo("!");
    for (int i = 0; i < 300; i++) {
      tell(asking.id(), "more");
    }
    assertThatThrownBy(() ->
            messages.request(asking, answering.id(), "q", Payload.text("?"), Duration.ofSeconds(1)))
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("receive the 100 messages");
    assertThat(messages.mailbox(asking.id()).orElseThrow().delivered()).isEqualTo(Inbox.MAX_KEPT);
  }

  @Test
  void whatIsKeptIsExtendedUntilItIsReceived() throws Exception {
    MessageId kept = tell(asking.id(), "kept");
    Future<Integer> answered = answer(1);
    get(request("?"));
    assertThat(answered.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    BlockingQueue<MessageEvent.VisibilityExtended> extended = new LinkedBlockingQueue<>();
    Inbox inbox = AgentLink.of(asking).inbox();
    try (EventSubscription heard =
        manager.events().subscribe(MessageEvent.VisibilityExtended.class, extended::add)) {
      inbox.extendKept();
      MessageEvent.VisibilityExtended event = extended.poll(20, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.message()).isEqualTo(kept);
      assertThat(heard.ended().toCompletableFuture()).isNotDone();
    }
    assertThat(one(asking).id()).isEqualTo(kept);
    assertThat(inbox.room()).isEqualTo(Inbox.MAX_KEPT);
  }

  @Test
  void anInterruptedRequesterLeavesNothingBehind() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    Thread requester =
        Thread.ofVirtual()
            .start(() -> {
              try {
                messages.request(asking, answering.id(), "q", Payload.text("?"), LONG);
              } catch (CoordinationException e) {
                interrupted.incrementAndGet();
              }
            });
    Received question = one(answering);
    requester.interrupt();
    requester.join();
    assertThat(interrupted.get()).isEqualTo(1);
    MessageId reply = question.reply(Payload.text("late"));
    assertThat(one(asking).id()).isEqualTo(reply);
  }

  @Test
  void tasksAskEachOtherThroughTheSessionsOfTheirWorkers() throws Exception {
    BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    Future<Integer> answers = answer(2);
    try (Worker worker =
        manager.work(
            AgentProfile.named("w").maxConcurrentTasks(2),
            task -> {
              Payload question = Payload.text(task.spec().id().value());
              Received reply = messages.request(task, answering.id(), "q", question, LONG);
              replies.add(task.spec().id() + " " + reply.payload().asText());
              return Outcome.success();
            })) {
      manager.tasks().submit(Task.of("t1"));
      manager.tasks().submit(Task.of("t2"));
      assertThat(answers.get(20, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(
              List.of(
                  Objects.requireNonNull(replies.poll(20, TimeUnit.SECONDS)),
                  Objects.requireNonNull(replies.poll(20, TimeUnit.SECONDS))))
          .containsExactlyInAnyOrder("t1 re t1", "t2 re t2");
      assertThat(worker.agent().value()).isEqualTo("w");
    }
  }

  /** Until so many waits are open; each is in the log by then. */
  private void waits(int count) throws InterruptedException {
    while (manager.resources().waits(10).size() != count) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void aRequestThatCouldNeverBeAnsweredIsRefusedWithTheCycleAndNotSent() throws Exception {
    Lock lock = manager.resources().acquire(asking, FILE);
    Future<Lock> other = async(() -> manager.resources().acquire(answering, FILE));
    waits(1);
    assertThatThrownBy(() -> messages.request(asking, answering.id(), "q", Payload.text("?"), LONG))
        .isInstanceOfSatisfying(
            DeadlockException.class,
            e -> assertThat(e.cycle()).contains("agent answering").contains("for its reply"));
    assertThat(messages.mailbox(answering.id()).orElseThrow().messages()).isZero();
    lock.close();
    other.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void aRequesterHearsOfACycleThatIsClosedLater() throws Exception {
    AgentSession low = manager.agents().register(AgentProfile.named("low").priority(1));
    Lock lock = manager.resources().acquire(low, FILE);
    Future<Received> request =
        async(() -> messages.request(low, answering.id(), "q", Payload.text("?"), LONG));
    waits(1);
    Future<Lock> other = async(() -> manager.resources().acquire(answering, FILE));
    assertThatThrownBy(() -> get(request))
        .hasCauseInstanceOf(DeadlockException.class)
        .hasMessageContaining("agent answering");
    lock.close();
    other.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void aRequestThatBecomesADeadLetterIsHopelessAndItsWaitIsGone() throws Exception {
    Future<Received> request = request("?");
    for (int i = 0; i < MailLimits.MAX_DELIVERIES; i++) {
      one(answering).nack(Duration.ZERO);
    }
    assertThatThrownBy(() -> get(request))
        .hasCauseInstanceOf(CoordinationException.class)
        .hasMessageContaining("dead letter");
    waits(0);
  }

  @Test
  void whoGivesUpWithdrawsItsWait() throws Exception {
    Thread requester =
        Thread.ofVirtual()
            .start(() -> {
              try {
                messages.request(asking, answering.id(), "q", Payload.text("?"), LONG);
              } catch (CoordinationException e) {
                assertThat(e.code()).isEqualTo(RefusalCode.UNKNOWN);
              }
            });
    waits(1);
    requester.interrupt();
    requester.join();
    waits(0);
  }

  @Test
  void aFullMailboxHoldsARequestNoLongerThanItsOwnTimeout() {
    Payload large = Payload.of(new byte[MailLimits.MAX_PAYLOAD_BYTES], "text/plain");
    long fits = MailLimits.MAX_MAILBOX_BYTES / MailLimits.MAX_PAYLOAD_BYTES;
    for (int i = 0; i < fits - 1; i++) {
      messages.send(asking, answering.id(), "large", large);
    }
    long start = System.nanoTime();
    assertThatThrownBy(() -> messages.request(asking, answering.id(), "q", large, SHORT))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isIn(RefusalCode.LIMIT, RefusalCode.TIMEOUT));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Requests.TIMEOUT);
    assertThat(manager.resources().waits(10)).isEmpty();
  }
}
