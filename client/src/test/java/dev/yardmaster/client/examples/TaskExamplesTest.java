package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.Json;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Plans;
import dev.yardmaster.client.SchedulingRequest;
import dev.yardmaster.client.SchedulingStrategy;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.TaskHandler;
import dev.yardmaster.client.TaskScheduler;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TaskExamplesTest extends ExampleYard {
  private TaskState.Name state(String task) {
    return manager.tasks().find(TaskId.of(task)).orElseThrow().state().name();
  }

  @Test
  void aTaskSaysWhatItNeeds() {
    manager.tasks().submit(Task.of("fetch"));
    // @start region="task"
    Task compile =
        Task.of("compile")
            .type("build")
            .requires("java")
            .priority(80)
            .dependsOn("fetch")
            .locks(LockRequest.exclusive("target"))
            .timeout(Duration.ofMinutes(10));
    manager.tasks().submit(compile);
    // @end
    assertThat(state("compile")).isEqualTo(TaskState.Name.WAITING);
  }

  @Test
  void aSchedulerSubmitsExplainsAndCancels() {
    // @start region="scheduler"
    TaskScheduler tasks = manager.tasks();
    tasks.submit(Task.of("deploy").needsApproval().requires("kubectl"));
    tasks.approve(TaskId.of("deploy"), "anna");
    tasks.explain(TaskId.of("deploy")).ifPresent(why -> why.forEach(System.out::println));
    tasks.cancel(TaskId.of("deploy"), "not today");
    // @end
    assertThat(state("deploy")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void aPlanIsUploadedWholeAndAwaited() {
    try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success())) {
      // @start region="plan"
      Plans plans = manager.plans();
      PlanId release = PlanId.of("release-7");
      plans.upload(
          release,
          List.of(Task.of("test").dependsOn("build").spec(), Task.of("build").spec()),
          false);
      PlanView end = plans.awaitEnd(release, Duration.ofMinutes(1));
      // @end
      assertThat(end.count(TaskState.Name.SUCCEEDED)).isEqualTo(2);
      assertThat(worker.agent().value()).isEqualTo("w");
    }
  }

  @Test
  void aStrategyOfTheUsersOwnChooses() {
    AtomicInteger asked = new AtomicInteger();
    try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success())) {
      // @start region="strategy"
      SchedulingStrategy warmCache =
          (SchedulingRequest request) -> {
            asked.incrementAndGet();
            return request.choose(request.candidates().getFirst(), "its cache is warm");
          };
      manager.tasks().registerStrategy("warm-cache", warmCache);
      manager.tasks().setDefaultStrategy("warm-cache");
      // @end
      manager.tasks().submit(Task.of("t"));
      await().atMost(Duration.ofSeconds(30)).until(() -> state("t") == TaskState.Name.SUCCEEDED);
      await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() == 1);
      assertThat(worker.agent().value()).isEqualTo("w");
    }
  }

  @Test
  void inputsAndResultsAreJson() {
    // @start region="json"
    Payload input = Json.of(Map.of("path", "src", "depth", 2));
    TaskHandler handler =
        context -> {
          Map<String, Object> members = Json.read(context.spec().work().input());
          return Outcome.success(Json.of(Map.of("seen", members.getOrDefault("path", "?"))));
        };
    manager.tasks().submit(Task.of("review").input(input));
    // @end
    try (Worker worker = manager.work(AgentProfile.named("w"), handler)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> state("review") == TaskState.Name.SUCCEEDED);
      assertThat(worker.agent().value()).isEqualTo("w");
    }
    assertThat(Json.read(input)).containsEntry("depth", 2);
  }
}
