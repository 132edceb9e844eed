package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R83: what a setting of the client's does, each shown by its effect. */
@Timeout(60)
final class SettingsTest {
  private static CoordinationConfig none() {
    return CoordinationConfig.defaults();
  }

  private static void with(CoordinationConfig config, Consumer<CoordinationManager> test) {
    try (Yardmaster yard = Yardmaster.inMemory(config)) {
      test.accept(yard.workspace("default"));
    }
  }

  private static RetryPolicy retry(CoordinationManager manager, String task) {
    return manager.tasks().find(TaskId.of(task)).orElseThrow().spec().limits().retry();
  }

  @Test
  void maxRetriesAndRetryDelayAreOfTasksThatSayNothingOfTheirOwn() {
    with(
        none().maxRetries(0).retryDelay(Duration.ofMillis(70)),
        manager -> {
          manager.tasks().submit(Task.of("silent"));
          manager.tasks().submit(Task.of("speaking").retries(2));
          manager.plans().upload(PlanId.of("p"), List.of(Task.of("planned").spec()), false);
          assertThat(retry(manager, "silent").maxRetries()).isZero();
          assertThat(retry(manager, "silent").backoff().delayMillis()).isEqualTo(70);
          assertThat(retry(manager, "planned").maxRetries()).isZero();
          assertThat(retry(manager, "speaking").maxRetries()).isEqualTo(2);
          try (Worker worker =
              manager.work(
                  AgentProfile.named("w"), context -> Outcome.failure("no", "as planned"))) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> worker != null && manager.view().toString().contains("FAILED=2"));
          }
        });
  }

  @Test
  void resourceTimeoutEndsAnAcquireThatNamesNone() {
    with(
        none().resourceTimeout(Duration.ofMillis(50)),
        manager -> {
          AgentSession first = manager.agents().register(AgentProfile.named("first"));
          AgentSession second = manager.agents().register(AgentProfile.named("second"));
          manager.acquireResource("r", first);
          assertThatExceptionOfType(ResourceTimeoutException.class)
              .isThrownBy(() -> manager.acquireResource("r", second));
        });
  }

  @Test
  void messageTimeoutEndsARequestThatNamesNone() {
    with(
        none().messageTimeout(Duration.ofMillis(50)),
        manager -> {
          AgentSession asker = manager.agents().register(AgentProfile.named("asker"));
          AgentSession silent = manager.agents().register(AgentProfile.named("silent"));
          assertThatExceptionOfType(CoordinationException.class)
              .isThrownBy(
                  () -> manager.messages().request(asker, silent.id(), "question", Payload.EMPTY))
              .satisfies(e -> assertThat(e.code()).isEqualTo(RefusalCode.TIMEOUT));
        });
  }

  @Test
  void withoutDeadlockDetectionOnlyTheTimeoutEndsACycle() throws Exception {
    try (Yardmaster yard =
        Yardmaster.inMemory(
            none().deadlockDetection(false).resourceTimeout(Duration.ofMillis(300)))) {
      CoordinationManager manager = yard.workspace("default");
      assertThat(cycle(manager)).isInstanceOf(ResourceTimeoutException.class);
    }
    try (Yardmaster yard = Yardmaster.inMemory(none().resourceTimeout(Duration.ofSeconds(20)))) {
      assertThat(cycle(yard.workspace("default"))).isInstanceOf(DeadlockException.class);
    }
  }

  /** Two agents that take each other's lock; what the first of them that fails is told. */
  private static Throwable cycle(CoordinationManager manager) throws Exception {
    AgentSession one = manager.agents().register(AgentProfile.named("one"));
    AgentSession two = manager.agents().register(AgentProfile.named("two"));
    manager.acquireResource("a", one);
    manager.acquireResource("b", two);
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    for (Runnable crossing :
        List.<Runnable>of(
            () -> manager.acquireResource("b", one), () -> manager.acquireResource("a", two))) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              crossing.run();
            } catch (CoordinationException e) {
              told.complete(e);
            }
          });
    }
    return told.get(30, TimeUnit.SECONDS);
  }

  @Test
  void strategyAndStealingAreInForceInAWorkspaceAndWhatWasNotSaidStays(@TempDir Path folder) {
    CoordinationConfig first =
        none().schedulingStrategy("round-robin").set(Setting.WORK_STEALING_THRESHOLD, "7");
    try (Yardmaster yard = Yardmaster.open(folder, first)) {
      assertThat(yard.workspace("default").view().policy())
          .isEqualTo(
              new PlacementPolicy("round-robin", new PlacementPolicy.Stealing(true, 7, 2, 5_000)));
      assertThat(yard.workspace("default").view().policy().strategy()).isEqualTo("round-robin");
    }
    CoordinationConfig second =
        none()
            .workStealing(false)
            .set(Setting.WORK_STEALING_MAX_BATCH, "9")
            .set(Setting.WORK_STEALING_INTERVAL, "250 ms");
    try (Yardmaster yard = Yardmaster.open(folder, second)) {
      assertThat(yard.workspace("default").view().policy())
          .isEqualTo(
              new PlacementPolicy("round-robin", new PlacementPolicy.Stealing(false, 7, 9, 250)));
    }
    try (Yardmaster yard = Yardmaster.open(folder)) {
      assertThat(yard.workspace("default").view().policy().stealing().enabled()).isFalse();
    }
  }

  @Test
  void settingsOfTheEngineReachTheEngineThatIsOpened() {
    with(
        none().set(Setting.METRICS_ENABLED, "false"),
        manager ->
            assertThatExceptionOfType(CoordinationException.class)
                .isThrownBy(() -> manager.metrics().current())
                .withMessageContaining("metrics.enabled"));
  }
}
