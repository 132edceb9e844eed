package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.placement.PlacementEvent.PlacementFellBack;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Strategies of the user's own (R31). What must hold holds also where an answer is too late because
 * the machine is busy: then another task is another question.
 */
@Timeout(120)
final class SchedulingStrategyTest {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final AgentId A = AgentId.of("a");
  private static final AgentId B = AgentId.of("b");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final Queue<TaskEvent.TaskAssigned> assigned = new ConcurrentLinkedQueue<>();
  private final Queue<String> fellBack = new ConcurrentLinkedQueue<>();
  private final List<Worker> crew = new ArrayList<>();
  private final AtomicInteger submitted = new AtomicInteger();

  @BeforeEach
  void aCrewOfTwo() {
    var unused = manager.events().subscribe(TaskEvent.TaskAssigned.class, assigned::add);
    unused =
        manager.events().subscribe(PlacementFellBack.class, event -> fellBack.add(event.reason()));
    crew.add(manager.work(profile("a"), context -> Outcome.success()));
    crew.add(manager.work(profile("b").label("cache", "warm"), context -> Outcome.success()));
  }

  private static AgentProfile profile(String name) {
    return AgentProfile.named(name).maxConcurrentTasks(10);
  }

  @AfterEach
  void close() {
    crew.forEach(Worker::close);
    yard.close();
  }

  private void use(String name, SchedulingStrategy strategy) {
    var unused = manager.tasks().registerStrategy(name, strategy);
    manager.tasks().setDefaultStrategy(name);
  }

  private String submit() {
    String task = "t" + submitted.incrementAndGet();
    manager.tasks().submit(Task.of(task));
    return task;
  }

  private void awaitDone(String task) {
    await()
        .atMost(LONG)
        .until(() ->
            manager.tasks().find(TaskId.of(task)).orElseThrow().state().name()
                == TaskState.Name.SUCCEEDED);
  }

  @Test
  void theChoiceAndItsReasonAreTheStrategys() {
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    use(
        "warm-cache",
        request -> {
          threads.add(Thread.currentThread().getName());
          for (AgentId candidate : request.candidates()) {
            if (request.agentView(candidate).orElseThrow().profile().labels().containsKey("cache")
                && request.taskView().isPresent()) {
              return request.choose(candidate, "its cache is warm for " + request.task());
            }
          }
          return request.choose(request.candidates().getFirst(), "nobody is warm");
        });
    await()
        .atMost(LONG)
        .until(() -> {
          awaitDone(submit());
          return assigned.stream()
              .anyMatch(event ->
                  event.agent().equals(B)
                      && event
                          .choice()
                          .reason()
                          .equals("chosen by warm-cache: its cache is warm for " + event.task()));
        });
    assertThat(threads).isNotEmpty().noneMatch(name -> name.contains("shard"));
  }

  @Test
  void anAnswerThatIsLateHoldsUpNobody() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    use(
        "slow",
        request -> {
          asked.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return request.choose(B, "at last");
        });
    String first = submit();
    String second = submit();
    awaitDone(first);
    awaitDone(second);
    assertThat(asked.getCount()).isZero();
    await().atMost(LONG).until(() -> fellBack.size() == 2);
    assertThat(fellBack).containsOnly("no answer within 50 ms");
    release.countDown();
    assertThat(assigned).noneMatch(event -> event.choice().reason().contains("at last"));
  }

  @Test
  void whatAStrategyThrowsHarmsNobodyAndItIsAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    use(
        "broken",
        request -> {
          switch (asked.getAndIncrement() % 3) {
            case 0 -> throw new IllegalStateException("a bug");
            case 1 -> throw new AssertionError("a worse bug");
            default -> throw new StackOverflowError("the worst");
          }
        });
    for (int i = 0; i < 4; i++) {
      awaitDone(submit());
    }
    assertThat(asked).hasValue(4);
    await().atMost(LONG).until(() -> fellBack.size() == 4);
  }

  @Test
  void aChoiceOfSomebodyElseFallsBackAndSaysWhy() {
    use("nonsense", request -> request.choose(AgentId.of("nobody"), "why not"));
    await()
        .atMost(LONG)
        .until(() -> {
          awaitDone(submit());
          return fellBack.contains("agent nobody cannot do it");
        });
  }

  @Test
  void aClosedStrategyIsNotAskedAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    var registration =
        manager
            .tasks()
            .registerStrategy(
                "mine",
                request -> {
                  asked.incrementAndGet();
                  return request.choose(A, "");
                });
    manager.tasks().setDefaultStrategy("mine");
    awaitDone(submit());
    assertThat(asked).hasValue(1);
    registration.close();
    awaitDone(submit());
    assertThat(asked).hasValue(1);
  }

  @Test
  void builtInStrategiesAreChosenByNameAndTheirNamesAreTaken() {
    manager.placementPolicy(PlacementPolicy.DEFAULT.stealing(PlacementPolicy.Stealing.OFF));
    manager.tasks().setDefaultStrategy("round-robin");
    assertThat(manager.view().policy())
        .isEqualTo(new PlacementPolicy("round-robin", PlacementPolicy.Stealing.OFF));
    awaitDone(submit());
    await()
        .atMost(LONG)
        .until(() ->
            assigned.stream().anyMatch(event -> event.choice().strategy().equals("round-robin")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> manager.tasks().registerStrategy("fastest", request -> request.choose(A, "")))
        .withMessageContaining("built in");
  }
}
