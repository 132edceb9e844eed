package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.core.workspace.TaskView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java API, embedded, as people use it. */
@Timeout(60)
final class YardmasterTest {
  private static final PlanId PLAN = PlanId.of("plan");

  private static TaskSpec after(String id, String... dependencies) {
    Dependency[] edges = new Dependency[dependencies.length];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = Dependency.onSuccess(dependencies[i]);
    }
    return TaskSpec.named(id).dependsOn(edges);
  }

  private static TaskState.Name state(CoordinationManager manager, String task) {
    return manager.tasks().find(TaskId.of(task)).map(view -> view.state().name()).orElseThrow();
  }

  private static void awaitState(CoordinationManager manager, String task, TaskState.Name name) {
    await().atMost(Duration.ofSeconds(20)).until(() -> state(manager, task) == name);
  }

  @Test
  void aPlanIsWorkedOffInOrderByACrew() {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      List<Worker> crew = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        crew.add(
            manager.work(
                AgentProfile.named("w" + i),
                context -> {
                  order.add(context.spec().id().value());
                  return Outcome.success(Payload.text("done"));
                }));
      }
      manager
          .plans()
          .upload(PLAN, List.of(after("c", "a", "b"), after("a"), after("b", "a")), false);
      PlanView end = manager.plans().awaitEnd(PLAN, Duration.ofSeconds(20));
      assertThat(end.count(TaskState.Name.SUCCEEDED)).isEqualTo(3);
      crew.forEach(Worker::close);
    }
    assertThat(order).containsExactly("a", "b", "c");
  }

  @Test
  void whatSucceededStaysDoneAcrossReopeningAndTheRestGoesOn(@TempDir Path folder) {
    List<TaskSpec> plan = List.of(after("a"), after("b", "a"));
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      CountDownLatch never = new CountDownLatch(1);
      Worker worker =
          manager.work(
              AgentProfile.named("w"),
              context -> {
                if (context.spec().id().value().equals("b")) {
                  never.await();
                }
                return Outcome.success();
              });
      manager.plans().upload(PLAN, plan, false);
      awaitState(manager, "b", TaskState.Name.RUNNING);
      worker.abandon();
      assertThat(state(manager, "b")).isEqualTo(TaskState.Name.READY);
    }
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      Queue<String> ran = new ConcurrentLinkedQueue<>();
      manager.plans().upload(PLAN, plan, false);
      try (Worker worker =
          manager.work(
              AgentProfile.named("w"),
              context -> {
                ran.add(context.spec().id().value());
                return Outcome.success();
              })) {
        manager.plans().awaitEnd(PLAN, Duration.ofSeconds(20));
        assertThat(worker.agent()).isEqualTo(AgentId.of("w"));
      }
      assertThat(ran).containsExactly("b");
    }
  }

  @Test
  void aFailingTaskIsRepeatedAndEndsAsADeadLetter() {
    AtomicInteger attempts = new AtomicInteger();
    RetryPolicy twice =
        new RetryPolicy(1, new RetryPolicy.Backoff(1, 100, 0, 1), Collections.emptySortedSet());
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (Worker worker =
          manager.work(
              AgentProfile.named("w"),
              context -> {
                attempts.incrementAndGet();
                throw new IllegalArgumentException("no such input");
              })) {
        manager
            .tasks()
            .submit(
                TaskSpec.named("t").limits(new Limits(Timeouts.NONE, Schedule.NONE, twice, false)));
        awaitState(manager, "t", TaskState.Name.FAILED);
        assertThat(worker.running()).isBetween(0, 1);
      }
      TaskView view = manager.tasks().find(TaskId.of("t")).orElseThrow();
      assertThat(view.state())
          .isInstanceOfSatisfying(
              TaskState.Failed.class,
              failed -> assertThat(failed.failure().message()).isEqualTo("no such input"));
    }
    assertThat(attempts).hasValue(2);
  }

  @Test
  void cancellingReachesTheRunningCode() {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (Worker worker =
          manager.work(
              AgentProfile.named("w"),
              context -> {
                context.onCancel(interrupted::countDown);
                new CountDownLatch(1).await();
                return Outcome.success();
              })) {
        manager.tasks().submit(TaskSpec.named("t"));
        awaitState(manager, "t", TaskState.Name.RUNNING);
        manager.tasks().cancel(TaskId.of("t"), "not needed");
        awaitState(manager, "t", TaskState.Name.CANCELLED);
        assertThat(worker.agent()).isEqualTo(AgentId.of("w"));
      }
    }
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void aTimeoutEndsTheAttemptAndBeatsKeepAHealthyOneAlive() {
    Limits quick = new Limits(new Timeouts(0, 200, 0), Schedule.NONE, oneAttempt(), false);
    Limits beating = new Limits(new Timeouts(0, 0, 300), Schedule.NONE, oneAttempt(), false);
    CountDownLatch timedOut = new CountDownLatch(1);
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (Worker worker =
          manager.work(
              AgentProfile.named("w").maxConcurrentTasks(2),
              context -> {
                if (context.spec().id().value().equals("slow")) {
                  new CountDownLatch(1).await();
                } else {
                  timedOut.await();
                }
                return Outcome.success();
              })) {
        manager.tasks().submit(TaskSpec.named("healthy").limits(beating));
        manager.tasks().submit(TaskSpec.named("slow").limits(quick));
        awaitState(manager, "slow", TaskState.Name.FAILED);
        assertThat(state(manager, "healthy")).isEqualTo(TaskState.Name.RUNNING);
        timedOut.countDown();
        awaitState(manager, "healthy", TaskState.Name.SUCCEEDED);
        assertThat(worker.agent()).isEqualTo(AgentId.of("w"));
      }
    }
  }

  private static RetryPolicy oneAttempt() {
    return new RetryPolicy(0, RetryPolicy.Backoff.DEFAULT, Collections.emptySortedSet());
  }

  @Test
  void refusalsSayWhatToDo() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      manager.tasks().submit(TaskSpec.named("t"));
      assertThatExceptionOfType(CoordinationException.class)
          .isThrownBy(() -> manager.tasks().submit(TaskSpec.named("t").priority(1)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(RefusalCode.ALREADY_EXISTS))
          .withMessageContaining("choose another id");
      assertThatExceptionOfType(CoordinationException.class)
          .isThrownBy(
              () -> manager.plans().upload(PLAN, List.of(after("x", "y"), after("y", "x")), false))
          .satisfies(e -> assertThat(e.code()).isEqualTo(RefusalCode.CYCLE));
    }
  }

  @Test
  void eventsTellOfEverySuccessOnce() {
    Queue<TaskId> successes = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success());
          var subscription =
              manager
                  .events()
                  .subscribe(
                      LogPosition.START,
                      event -> {
                        if (event.event() instanceof TaskEvent.TaskSucceeded success) {
                          successes.add(success.task());
                        }
                      })) {
        for (int i = 0; i < 100; i++) {
          manager.tasks().submit(TaskSpec.named("t" + i));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> successes.size() == 100);
        assertThat(subscription.position().value()).isPositive();
        assertThat(worker.agent()).isEqualTo(AgentId.of("w"));
      }
      assertThat(successes).doesNotHaveDuplicates();
      assertThat(manager.agents().find(AgentId.of("w")).orElseThrow().status())
          .isEqualTo(AgentStatus.GONE);
    }
  }
}
