package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricsReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R82: what metrics say is what happened, and what is. */
@Timeout(540)
final class MetricsTruthTest {
  private static final int COMPLETIONS =
      Integer.getInteger("yardmaster.metrics.completions", 100_000);
  private static final int TYPES = 5;
  private static final String UNREPEATABLE = "broken";

  @Test
  void aHundredThousandCompletionsAreReportedAsWhatTheyWere() {
    RetryPolicy atOnce =
        new RetryPolicy(
            2, new RetryPolicy.Backoff(0, 100, 0, 0), new TreeSet<>(List.of(UNREPEATABLE)));
    Limits limits = new Limits(Limits.DEFAULT.timeouts(), Limits.DEFAULT.schedule(), atOnce, false);
    List<TaskSpec> tasks = new ArrayList<>();
    Expected expected = new Expected();
    for (int i = 0; tasks.size() < COMPLETIONS + COMPLETIONS / 1_000; i++) {
      tasks.add(Task.of("t" + i).type("type-" + i % TYPES).priority(i % 101).spec().limits(limits));
      expected.of(i);
    }
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      CompletableFuture<SortedMap<String, Long>> counted = countFromTheLog(manager, expected);
      List<Worker> crew = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        crew.add(
            manager.work(
                AgentProfile.named("w" + w).maxConcurrentTasks(100),
                context -> {
                  int i = Integer.parseInt(context.spec().id().value().substring(1));
                  if (Expected.fails(i)) {
                    return Outcome.failure(UNREPEATABLE, "as planned");
                  }
                  return Expected.isRepeated(i) && context.attempt() == 1
                      ? Outcome.failure("flaky", "as planned")
                      : Outcome.success(Payload.EMPTY);
                }));
      }
      manager.plans().upload(PlanId.of("p"), tasks, false);
      manager.plans().awaitEnd(PlanId.of("p"), Duration.ofMinutes(8));
      MetricsReport report = manager.metrics().current();

      assertThat(report.behind()).isZero();
      assertThat(report.count(Metric.TASKS_COMPLETED)).isEqualTo(expected.completed);
      assertThat(report.by(Metric.TASKS_COMPLETED_BY_TYPE)).isEqualTo(expected.byType);
      assertThat(report.by(Metric.TASKS_COMPLETED_BY_PRIORITY)).isEqualTo(expected.byPriority);
      assertThat(report.count(Metric.TASKS_RETRIES)).isEqualTo(expected.retries);
      assertThat(report.count(Metric.TASKS_FAILED)).isEqualTo(expected.failed);
      assertThat(report.timing(Metric.TASKS_RUN_TIME).count()).isEqualTo(expected.completed);
      assertThat(report.timing(Metric.COMMANDS_LATENCY, "CompleteTask").count())
          .isEqualTo(expected.completed);
      assertThat(counted.join()).isEqualTo(expected.byType);
      crew.forEach(Worker::close);
    }
  }

  /** What must come out, from the tasks' numbers alone. */
  private static final class Expected {
    private long completed;
    private long retries;
    private long failed;
    private final SortedMap<String, Long> byType = new TreeMap<>();
    private final SortedMap<String, Long> byPriority = new TreeMap<>();

    static boolean fails(int i) {
      return i % 1_001 == 7;
    }

    static boolean isRepeated(int i) {
      return i % 10 == 0;
    }

    void of(int i) {
      if (fails(i)) {
        failed++;
        return;
      }
      completed++;
      retries += isRepeated(i) ? 1 : 0;
      byType.merge("type-" + i % TYPES, 1L, Long::sum);
      byPriority.merge(Integer.toString(i % 101), 1L, Long::sum);
    }
  }

  private static CompletableFuture<SortedMap<String, Long>> countFromTheLog(
      CoordinationManager manager, Expected expected) {
    CompletableFuture<SortedMap<String, Long>> counted = new CompletableFuture<>();
    SortedMap<String, Long> byType = new TreeMap<>();
    long[] all = new long[1];
    EventSubscription watch =
        manager
            .events()
            .subscribe(
                new LogPosition(0),
                event -> {
                  if (event.event() instanceof TaskEvent.TaskSucceeded done) {
                    int i = Integer.parseInt(done.task().value().substring(1));
                    byType.merge("type-" + i % TYPES, 1L, Long::sum);
                    if (++all[0] == expected.completed) {
                      counted.complete(byType);
                    }
                  }
                });
    var unused = counted.thenRun(watch::close);
    return counted.orTimeout(500, TimeUnit.SECONDS);
  }

  @Test
  void underConcurrentLoadEveryGaugeEqualsAFoldOfTheLog() throws Exception {
    try (Yardmaster yard = Yardmaster.inMemory();
        ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      CoordinationManager manager = yard.workspace("default");
      CountDownLatch stuck = new CountDownLatch(1);
      List<Worker> crew = new ArrayList<>();
      for (int w = 0; w < 3; w++) {
        crew.add(
            manager.work(
                AgentProfile.named("w" + w).maxConcurrentTasks(1 + 2 * w).prefetch(1),
                context -> {
                  if (context.spec().work().type().equals("stuck")) {
                    stuck.await();
                  }
                  return context.spec().priority() % 7 == 0
                      ? Outcome.failure("no", "as planned")
                      : Outcome.success(Payload.EMPTY);
                }));
      }
      List<Future<?>> load = new ArrayList<>();
      for (int n = 0; n < 4; n++) {
        int one = n;
        load.add(crowd.submit(() -> actAtRandom(manager, one)));
      }
      for (Future<?> each : load) {
        each.get(400, TimeUnit.SECONDS);
      }
      manager.agents().register(AgentProfile.named("idle").maxConcurrentTasks(9));
      for (int i = 0; i < 4; i++) {
        manager.tasks().submit(Task.of("stuck" + i).type("stuck").priority(60 + i).retries(0));
        manager.tasks().submit(Task.of("nobody" + i).requires("magic").type("nobody"));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            Map<TaskState.Name, Integer> by = manager.view().tasks();
            return by.getOrDefault(TaskState.Name.RUNNING, 0)
                        + by.getOrDefault(TaskState.Name.ASSIGNED, 0)
                    == 4
                && by.getOrDefault(TaskState.Name.BACKOFF, 0) == 0;
          });

      MetricsReport report = manager.metrics().current();
      LogFold fold = fold(manager, report.position());
      assertThat(report.behind()).isZero();
      fold.gauges()
          .forEach((metric, by) ->
              assertThat(withoutZeros(report.by(metric)))
                  .as(metric.fullName())
                  .isEqualTo(withoutZeros(by)));
      fold.counters()
          .forEach(
              (metric, by) -> assertThat(report.by(metric)).as(metric.fullName()).isEqualTo(by));
      assertThat(report.utilization())
          .isEqualTo(4.0 / report.count(Metric.AGENTS_SLOTS))
          .isPositive();
      stuck.countDown();
      crew.forEach(Worker::close);
    }
  }

  private static void actAtRandom(CoordinationManager manager, int n) {
    Random random = new Random(n);
    AgentSession self =
        manager.agents().register(AgentProfile.named("actor" + n).maxConcurrentTasks(1));
    AgentSession leaver = manager.agents().register(AgentProfile.named("leaver" + n));
    manager.resources().acquire(leaver, LockRequest.exclusive("left/" + n));
    for (int i = 0; i < 150; i++) {
      String id = n + "-" + i;
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Task task = Task.of(id).type("t" + random.nextInt(3)).priority(random.nextInt(101));
          manager.tasks().submit(task.retries(0));
        }
        case 2 -> {
          try (Lock lock =
              manager
                  .resources()
                  .acquire(
                      self,
                      LockRequest.exclusive("shared/" + random.nextInt(2)),
                      LockRequest.shared("own/" + n))) {
            assertThat(lock.token().value()).isPositive();
            manager.records().put(self, RecordKey.of("r" + random.nextInt(20)), 0, Payload.EMPTY);
          } catch (VersionConflictException e) {
            assertThat(e).hasMessageContaining("version");
          }
        }
        case 3 -> manager.sendMessage(self, leaver.id(), Payload.text("m" + i));
        case 4 ->
            manager
                .messages()
                .receive(leaver, 3, Duration.ZERO)
                .forEach(received -> {
                  if (random.nextBoolean()) {
                    received.ack();
                  }
                });
        default ->
            manager.tasks().submit(Task.of(id).requires("magic").priority(random.nextInt(101)));
      }
    }
    manager.resources().acquire(self, LockRequest.exclusive("kept/" + n));
    if (n % 2 == 0) {
      leaver.close();
    }
  }

  private static SortedMap<String, Long> withoutZeros(SortedMap<String, Long> by) {
    SortedMap<String, Long> left = new TreeMap<>();
    by.forEach((label, value) -> {
      if (value != 0) {
        left.put(label.isEmpty() ? Metric.NONE : label, value);
      }
    });
    return left;
  }

  /** Every event up to the position, and none after it. */
  private static LogFold fold(CoordinationManager manager, LogPosition end) {
    LogFold fold = new LogFold();
    CompletableFuture<Void> read = new CompletableFuture<>();
    EventSubscription watch =
        manager
            .events()
            .subscribe(
                new LogPosition(0),
                event -> {
                  if (event.position().compareTo(end) <= 0) {
                    fold.add(event.event());
                  }
                  if (event.position().compareTo(end) >= 0) {
                    read.complete(null);
                  }
                });
    read.orTimeout(60, TimeUnit.SECONDS).join();
    watch.close();
    return fold;
  }
}
