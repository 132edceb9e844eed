package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.Actor;
import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.Agents;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.TaskHandler;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AgentExamplesTest extends ExampleYard {
  private TaskState state(String task) {
    return manager.tasks().find(TaskId.of(task)).orElseThrow().state();
  }

  private void awaitState(String task, TaskState.Name name) {
    await().atMost(Duration.ofSeconds(30)).until(() -> state(task).name() == name);
  }

  @Test
  void aSessionLastsUntilItIsClosed() {
    // @start region="session"
    try (AgentSession coder = manager.agents().register(AgentProfile.named("coder-1"))) {
      coder.isLive(); // true until closed, joined again elsewhere, or silent for too long
    }
    // @end
    assertThat(manager.agents().find(AgentId.of("coder-1")).orElseThrow().status())
        .isEqualTo(AgentStatus.GONE);
  }

  @Test
  void agentsAreListedAndPaused() {
    // @start region="agents"
    Agents agents = manager.agents();
    AgentSession coder = agents.register(AgentProfile.named("coder-1").capabilities("java"));
    agents.status(coder, AgentStatus.PAUSED); // gets nothing new, keeps what it has
    agents
        .list(100)
        .forEach(view -> System.out.println(view.profile().id() + " is " + view.status()));
    // @end
    assertThat(agents.find(coder.id()).orElseThrow().status()).isEqualTo(AgentStatus.PAUSED);
  }

  @Test
  void aWorkerRunsWhatItIsGiven() {
    // @start region="worker"
    TaskHandler compile = context -> Outcome.success(Payload.text("0 warnings"));
    AgentProfile profile = AgentProfile.named("coder-1").capabilities("java").maxConcurrentTasks(2);
    try (Worker worker = manager.work(profile, compile)) {
      manager.tasks().submit(Task.of("compile").requires("java"));
      awaitState("compile", TaskState.Name.SUCCEEDED);
      System.out.println(worker.agent() + " runs " + worker.running());
    } // drains, then leaves
    // @end
    assertThat(manager.agents().find(profile.id()).orElseThrow().status())
        .isEqualTo(AgentStatus.GONE);
  }

  private static String check(Payload input, Runnable stopped) {
    stopped.run();
    return input.asText();
  }

  @Test
  void aHandlerSaysHowItsAttemptEnded() {
    // @start region="handler"
    TaskHandler handler =
        (TaskContext context) -> {
          if (context.spec().work().input().size() == 0) {
            return Outcome.fatal("no-input", "there is nothing to check"); // never tried again
          }
          context.onCancel(() -> System.out.println("told to stop"));
          String result = check(context.spec().work().input(), () -> {});
          return result.isEmpty()
              ? Outcome.failure("flaky", "attempt %d".formatted(context.attempt())) // tried again
              : Outcome.success(Payload.text(result));
        };
    // @end
    try (Worker worker = manager.work(AgentProfile.named("checker"), handler)) {
      manager.tasks().submit(Task.of("empty"));
      manager.tasks().submit(Task.of("full").input(Payload.text("text")));
      awaitState("empty", TaskState.Name.FAILED);
      awaitState("full", TaskState.Name.SUCCEEDED);
      assertThat(worker.agent()).isEqualTo(AgentId.of("checker"));
    }
    assertThat(state("empty"))
        .isInstanceOfSatisfying(
            TaskState.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isEqualTo(new Failure("no-input", "there is nothing to check")));
  }

  @Test
  void whatAnAttemptHoldsIsFreeWhenItEnds() {
    // @start region="attempt"
    TaskHandler handler =
        context -> {
          Actor attempt = context; // or an AgentSession: then the agent itself would hold the lock
          Lock lock = manager.resources().acquire(attempt, LockRequest.exclusive("report.md"));
          manager
              .records()
              .putAny(attempt.ifHolds(lock), RecordKey.of("report"), Payload.text("done"));
          return Outcome.success(); // and the lock is free
        };
    // @end
    try (Worker worker = manager.work(AgentProfile.named("writer"), handler)) {
      manager.tasks().submit(Task.of("write"));
      awaitState("write", TaskState.Name.SUCCEEDED);
      assertThat(worker.agent()).isEqualTo(AgentId.of("writer"));
    }
    assertThat(manager.records().get(RecordKey.of("report")).orElseThrow().value().asText())
        .isEqualTo("done");
    assertThat(manager.resources().list(10)).isEmpty();
  }
}
