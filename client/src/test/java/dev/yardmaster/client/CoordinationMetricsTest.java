package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metrics as clients see them. */
@Timeout(60)
final class CoordinationMetricsTest {
  @Test
  void aCompletionIsCountedByTypeAndPriorityOnceItsOutcomeIsKnown() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      manager.tasks().submit(Task.of("compile").type("build").priority(80));
      manager.tasks().submit(Task.of("test").type("test").priority(70));
      try (Worker worker =
          manager.work(AgentProfile.named("w"), context -> Outcome.success(Payload.text("done")))) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                manager.tasks().list(TaskState.Name.SUCCEEDED, null, 10).size() == 2
                    && worker != null);
      }
      MetricsReport report = manager.metrics().current();
      assertThat(report.behind()).isZero();
      assertThat(report.count(Metric.TASKS_CREATED)).isEqualTo(2);
      assertThat(report.count(Metric.TASKS_COMPLETED)).isEqualTo(2);
      assertThat(report.by(Metric.TASKS_COMPLETED_BY_TYPE))
          .containsEntry("build", 1L)
          .containsEntry("test", 1L)
          .hasSize(2);
      assertThat(report.by(Metric.TASKS_COMPLETED_BY_PRIORITY))
          .containsEntry("80", 1L)
          .containsEntry("70", 1L)
          .hasSize(2);
      assertThat(report.timing(Metric.TASKS_RUN_TIME_BY_TYPE, "build").count()).isEqualTo(1);
      assertThat(report.timing(Metric.COMMANDS_LATENCY, "CompleteTask").count()).isEqualTo(2);
      assertThat(report.count(Metric.TASKS_IN_STATE, "SUCCEEDED")).isEqualTo(2);
      assertThat(report.count(Metric.AGENTS_IN_STATUS, "GONE")).isEqualTo(1);
      assertThat(manager.tasks().find(TaskId.of("compile"))).isPresent();
    }
  }

  @Test
  void gaugesAreRightAtOnceAfterARestartAndCountersBeginAnewAndSaySince(@TempDir Path folder) {
    Instant begun;
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      manager.tasks().submit(Task.of("first").type("build").priority(80));
      manager.tasks().submit(Task.of("second").type("build").priority(70));
      begun = manager.metrics().current().since();
      assertThat(manager.metrics().current().count(Metric.TASKS_CREATED)).isEqualTo(2);
    }
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      MetricsReport report = manager.metrics().current();
      assertThat(report.since()).isAfter(begun);
      assertThat(report.count(Metric.TASKS_CREATED)).isZero();
      assertThat(report.by(Metric.TASKS_OPEN_BY_TYPE)).isEqualTo(Map.of("build", 2L));
      assertThat(report.by(Metric.TASKS_OPEN_BY_PRIORITY)).isEqualTo(Map.of("70", 1L, "80", 1L));
      try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success())) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                worker != null
                    && manager.tasks().list(TaskState.Name.SUCCEEDED, null, 10).size() == 2);
      }
      MetricsReport later = manager.metrics().current();
      assertThat(later.by(Metric.TASKS_COMPLETED_BY_TYPE)).isEqualTo(Map.of("build", 2L));
      assertThat(later.by(Metric.TASKS_COMPLETED_BY_PRIORITY))
          .isEqualTo(Map.of("70", 1L, "80", 1L));
      assertThat(later.timing(Metric.TASKS_QUEUE_TIME).count()).isEqualTo(2);
    }
  }

  @Test
  void aHistoryHasWhatEachIntervalAddedAndATopListTheGreatestFirst() {
    CoordinationConfig often =
        CoordinationConfig.defaults().set(Setting.METRICS_INTERVAL, "100 ms");
    try (Yardmaster yard = Yardmaster.inMemory(often)) {
      CoordinationManager manager = yard.workspace("default");
      for (int i = 0; i < 5; i++) {
        manager.tasks().submit(Task.of("t" + i).type(i < 3 ? "often" : "seldom").retries(0));
      }
      try (Worker worker =
          manager.work(AgentProfile.named("w"), context -> Outcome.failure("no", "as planned"))) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                worker != null
                    && sum(manager.metrics().history(Metric.TASKS_FAILED, Instant.EPOCH)) == 5);
      }
      assertThat(sum(manager.metrics().history(Metric.TASKS_CREATED, Instant.EPOCH))).isEqualTo(5);
      assertThat(
              sum(manager.metrics().history(Metric.TASKS_FAILED_BY_TYPE, "often", Instant.EPOCH)))
          .isEqualTo(3);
      assertThat(manager.metrics().top(Ranking.MOST_FAILING_TYPES, 10))
          .containsExactly(new Ranked("often", 3), new Ranked("seldom", 2));
      assertThat(manager.metrics().top(Ranking.MOST_FAILING_TYPES, 1))
          .containsExactly(new Ranked("often", 3));
      assertThat(manager.health().of("metrics").status()).isEqualTo(Health.Status.UP);
      assertThat(manager.performMaintenance().isDone()).isTrue();
    }
  }

  private static double sum(List<MetricPoint> points) {
    return points.stream().mapToDouble(MetricPoint::value).sum();
  }
}
