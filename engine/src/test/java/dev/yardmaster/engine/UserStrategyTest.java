package dev.yardmaster.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.placement.PlacementEvent.PlacementFellBack;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskEvent.TaskAssigned;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand.SetPlacementPolicy;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R31 end to end: a user's strategy is asked outside the driver, and nothing it does harms. */
@Timeout(60)
final class UserStrategyTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");
  private static final String MINE = "mine";
  private static final String NO_ANSWER = "no answer within 50 ms";

  private final FakeTime time = new FakeTime();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Event> seen = new ArrayList<>();
  private Engine engine;
  private Connection connection;

  @BeforeEach
  void twoAgentsThatAskForWork() throws Exception {
    engine =
        Engine.started(
            new MemoryLog(),
            EngineOptions.DEFAULTS,
            () -> new CoreMachine(() -> 7),
            time,
            () -> 7,
            new ShardParts.TakeOver(1, false, () -> {}));
    connection = engine.connect(LOCAL);
    accept(new SetPlacementPolicy(PlacementPolicy.DEFAULT.strategy(MINE)));
    // capability prefers "preferred", so that only the strategy chooses "other"
    ready("preferred", 90);
    ready("other", 10);
    connection.watch(WORKSPACE, LogPosition.START, committed -> events.add(committed.event()));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Reply send(Command command) throws Exception {
    return connection
        .send(new Request(WORKSPACE, LOCAL, null, command))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private void accept(Command command) throws Exception {
    assertThat(send(command)).isInstanceOf(Reply.Done.class);
  }

  private void ready(String agent, int priority) throws Exception {
    Reply joined =
        send(
            new JoinAgent(
                AgentProfile.named(agent).maxConcurrentTasks(10).priority(priority),
                Attachment.REQUESTS));
    accept(new Claim(AgentId.of(agent), ((Reply.Joined) joined).session(), 10));
  }

  private StrategyRegistration register(PlacementHandler handler) throws Exception {
    StrategyRegistration registration = connection.registerStrategy(WORKSPACE, MINE, handler);
    awaitWhatWasSent();
    return registration;
  }

  /** A query in the same lane is decided after everything sent before, and wakes the driver. */
  private void awaitWhatWasSent() throws Exception {
    connection
        .query(WORKSPACE, new Query.OfWorkspace())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  /** Time is up for the question that is open. */
  private void waitInVain() throws Exception {
    time.advance(Duration.ofMillis(49));
    awaitWhatWasSent();
    assertThat(events).noneMatch(PlacementFellBack.class::isInstance);
    time.advance(Duration.ofMillis(1));
    awaitWhatWasSent();
  }

  private <T extends Event> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      Event event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("an event %s after %s", kind.getSimpleName(), seen).isNotNull();
      seen.add(event);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  /** Submits a task; the agent that capability gave it to. */
  private AgentId assertFellBack(String task, String reason) throws Exception {
    accept(new SubmitTask(TaskSpec.named(task)));
    PlacementRequested asked = await(PlacementRequested.class);
    if (reason.equals(NO_ANSWER)) {
      waitInVain();
    }
    PlacementFellBack fell = await(PlacementFellBack.class);
    assertThat(fell.task()).isEqualTo(TaskId.of(task));
    assertThat(fell.generation()).isEqualTo(asked.generation());
    assertThat(fell.reason()).contains(reason);
    TaskAssigned assigned = await(TaskAssigned.class);
    assertThat(assigned.task()).isEqualTo(TaskId.of(task));
    assertThat(assigned.choice().reason()).isEqualTo("capability, since " + fell.reason());
    return assigned.agent();
  }

  @Test
  void r31ARegisteredStrategyIsAskedOnAThreadOfItsOwnAndItsAnswerIsUsed() throws Exception {
    AtomicReference<Thread> askedOn = new AtomicReference<>();
    AtomicReference<PlacementRequested> asked = new AtomicReference<>();
    try (StrategyRegistration mine =
        register(request -> {
          askedOn.set(Thread.currentThread());
          asked.set(request);
          return chosen("other");
        })) {
      assertThat(mine).isNotNull();
      accept(new SubmitTask(TaskSpec.named("t")));
      TaskAssigned assigned = await(TaskAssigned.class);
      assertThat(assigned.agent()).isEqualTo(AgentId.of("other"));
      assertThat(assigned.choice().reason()).isEqualTo("chosen by mine");
      assertThat(requireNonNull(asked.get()).candidates())
          .containsExactlyInAnyOrder(AgentId.of("preferred"), AgentId.of("other"));
      assertThat(requireNonNull(askedOn.get()).isVirtual()).isTrue();
      assertThat(requireNonNull(askedOn.get()).getName()).startsWith("yardmaster-strategy");
      assertThat(seen).noneMatch(PlacementFellBack.class::isInstance);
    }
  }

  @Test
  void r31AStrategyThatDoesNotAnswerHoldsUpNeitherTheDriverNorTheTaskAndItsLateAnswerIsIgnored()
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(2);
    try (StrategyRegistration slow =
        register(request -> {
          asked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answered.countDown();
          return chosen("other");
        })) {
      assertThat(slow).isNotNull();
      accept(new SubmitTask(TaskSpec.named("t")));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 100; i++) {
        accept(new SetPlacementPolicy(PlacementPolicy.DEFAULT.strategy(MINE)));
      }
      waitInVain();
      PlacementFellBack fell = await(PlacementFellBack.class);
      assertThat(fell.reason()).isEqualTo(NO_ANSWER);
      assertThat(await(TaskAssigned.class).agent()).isEqualTo(AgentId.of("preferred"));
      goOn.countDown(); // its answer to "t" comes now
      accept(new SubmitTask(TaskSpec.named("next")));
      assertThat(await(TaskAssigned.class).task()).isEqualTo(TaskId.of("next"));
      assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(
              connection
                  .query(WORKSPACE, new Query.OfAgent(AgentId.of("preferred")))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS)
                  .orElseThrow()
                  .assigned())
          .contains(TaskId.of("t"));
    }
  }

  @Test
  void r31AStrategyThatThrowsFallsBackToCapabilityAndIsAskedAgainNextTime() throws Exception {
    List<Throwable> throwing =
        List.of(
            new IllegalStateException("on purpose"),
            new StackOverflowError("on purpose"),
            new AssertionError("on purpose"),
            new NoClassDefFoundError("on purpose"));
    AtomicReference<Throwable> next = new AtomicReference<>();
    try (StrategyRegistration bad =
        register(request -> {
          return switch (next.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> chosen("other");
          };
        })) {
      assertThat(bad).isNotNull();
      int number = 0;
      for (Throwable thrown : throwing) {
        next.set(thrown);
        AgentId chosen = assertFellBack("t" + number++, NO_ANSWER);
        assertThat(chosen).isIn(AgentId.of("preferred"), AgentId.of("other"));
      }
      next.set(null);
      accept(new SubmitTask(TaskSpec.named("last")));
      assertThat(await(TaskAssigned.class).choice().reason()).isEqualTo("chosen by mine");
    }
  }

  @Test
  void r31AStrategyThatNamesNoCandidateFallsBackToCapability() throws Exception {
    try (StrategyRegistration wrong = register(request -> chosen("nobody"))) {
      assertThat(wrong).isNotNull();
      assertThat(assertFellBack("t", "agent nobody cannot do it"))
          .isEqualTo(AgentId.of("preferred"));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // a user's code may do what the types forbid
  void r31AStrategyThatAnswersNullFallsBackToCapability() throws Exception {
    try (StrategyRegistration wrong = register(request -> null)) {
      assertThat(wrong).isNotNull();
      assertThat(assertFellBack("t", NO_ANSWER)).isEqualTo(AgentId.of("preferred"));
      assertFellBack("again", NO_ANSWER);
    }
  }

  private static PlacementChoice chosen(String agent) {
    return new PlacementChoice(AgentId.of(agent), "");
  }

  @Test
  void r31AStrategyThatIsClosedIsNotAskedAnyMore() throws Exception {
    register(request -> chosen("other")).close();
    awaitWhatWasSent();
    accept(new SubmitTask(TaskSpec.named("t")));
    assertThat(await(TaskAssigned.class).agent()).isEqualTo(AgentId.of("preferred"));
    assertThat(seen).noneMatch(PlacementRequested.class::isInstance);
  }
}
