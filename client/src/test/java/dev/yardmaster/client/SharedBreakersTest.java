package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Breakers that tasks share, from a handler's failure to the next task's start (R72). */
final class SharedBreakersTest {
  private static final BreakerConfig CONFIG =
      BreakerConfig.DEFAULT.failureThreshold(1).timeoutMillis(200).successThreshold(1);

  @Test
  void aFailureReportedForABreakerKeepsTheOthersAwayUntilAProbeSucceeds() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      manager.breakers().declare("search", CONFIG);
      AtomicInteger calls = new AtomicInteger();
      AtomicLong failedAt = new AtomicLong();
      AtomicLong nextAt = new AtomicLong();
      TaskHandler handler =
          task -> {
            if (calls.incrementAndGet() == 1) {
              failedAt.set(System.nanoTime());
              return Outcome.failure("429", "slow down")
                  .on("search")
                  .retryAfter(Duration.ofMillis(400));
            }
            nextAt.compareAndSet(0, System.nanoTime());
            return Outcome.success();
          };
      try (Worker worker = manager.work(AgentProfile.named("w"), handler)) {
        manager.tasks().submit(Task.of("first").breaker("search").priority(90));
        await().until(() -> manager.breakers().state("search") != CircuitState.CLOSED);
        manager.tasks().submit(Task.of("second").breaker("search"));
        await()
            .until(() ->
                manager.tasks().find(TaskId.of("second")).orElseThrow().state().name()
                    == TaskState.Name.SUCCEEDED);
        assertThat(worker.agent().value()).isEqualTo("w");
      }
      assertThat(Duration.ofNanos(nextAt.get() - failedAt.get()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(399));
      assertThat(manager.breakers().state("search")).isEqualTo(CircuitState.CLOSED);
    }
  }

  @Test
  void anOperatorSeesForcesResetsAndRemovesThem() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      SharedBreakers breakers = manager.breakers();
      assertThat(breakers.state("search")).isEqualTo(CircuitState.CLOSED);
      breakers.forceOpen("search", "ops");
      manager.tasks().submit(Task.of("parked").breaker("search"));
      try (Worker worker = manager.work(AgentProfile.named("w"), task -> Outcome.success())) {
        await()
            .until(() ->
                manager.tasks().explain(TaskId.of("parked")).toString().contains("FORCED_OPEN"));
        assertThat(worker.running()).isZero();
        assertThat(breakers.stoppedTasks()).containsOnly(Map.entry(BreakerName.of("search"), 1));
        breakers.reset("search", "ops");
        await()
            .until(() ->
                manager.tasks().find(TaskId.of("parked")).orElseThrow().state().name()
                    == TaskState.Name.SUCCEEDED);
      }
      breakers.forceClosed("search", "ops");
      assertThat(breakers.list(10)).hasSize(1);
      breakers.remove("search");
      assertThat(breakers.find("search")).isEmpty();
    }
  }

  @Test
  void aFailureBlamedOnABreakerTheTaskDoesNotNameIsReportedWithout() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      TaskHandler handler = task -> Outcome.fatal("broken", "on purpose").on("other");
      try (Worker worker = manager.work(AgentProfile.named("w"), handler)) {
        manager.tasks().submit(Task.of("t").breaker("search"));
        await()
            .until(() ->
                manager.tasks().find(TaskId.of("t")).orElseThrow().state()
                        instanceof TaskState.Failed failed
                    && failed.failure().type().equals("broken"));
        assertThat(worker.agent().value()).isEqualTo("w");
      }
      assertThat(manager.breakers().list(10)).isEmpty();
    }
  }

  @Test
  void breakersOfAProcessAreMadeOnceByName() {
    CircuitBreakers breakers = new CircuitBreakers(CONFIG);
    CircuitBreaker api = breakers.get("api");
    assertThat(breakers.get("api")).isSameAs(api);
    api.acquire().failure();
    assertThat(breakers.find("api").orElseThrow().state()).isEqualTo(CircuitState.OPEN);
    breakers.resetAll();
    assertThat(api.state()).isEqualTo(CircuitState.CLOSED);
    assertThat(breakers.all()).containsExactly(api);
    breakers.remove("api");
    assertThat(breakers.find("api")).isEmpty();
  }
}
