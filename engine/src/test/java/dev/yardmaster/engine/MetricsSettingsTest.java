package dev.yardmaster.engine;

import static dev.yardmaster.engine.SettingYard.LOCAL;
import static dev.yardmaster.engine.SettingYard.WORKSPACE;
import static dev.yardmaster.engine.SettingYard.engine;
import static dev.yardmaster.engine.SettingYard.options;
import static dev.yardmaster.engine.SettingYard.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R83: what settings of metrics do, each shown by its effect. */
@Timeout(120)
final class MetricsSettingsTest {
  private static Engine opened(Object... pairs) throws Exception {
    Engine engine = engine(new MemoryLog(), TimeSource.SYSTEM, options(pairs));
    submit(engine, "t", 1);
    return engine;
  }

  private static List<MetricPoint> points(Engine engine) throws Exception {
    return engine
        .connect(LOCAL)
        .monitoring()
        .history(WORKSPACE, Metric.TASKS_IN_STATE, "READY", Instant.EPOCH)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  @Shows(Setting.METRICS_ENABLED)
  void withoutMetricsTheyAreRefusedAndTheRestGoesOn() throws Exception {
    try (Engine engine = opened(Setting.METRICS_ENABLED, "false")) {
      assertThatThrownBy(() -> points(engine))
          .cause()
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused ->
                  assertThat(refused.refusal().code()).isEqualTo(RefusalCode.FAILED_PRECONDITION));
      submit(engine, "u", 1);
    }
  }

  @Test
  @Shows(Setting.METRICS_INTERVAL)
  void aPointIsAddedAtEveryInterval() throws Exception {
    try (Engine engine = opened(Setting.METRICS_INTERVAL, "100 ms")) {
      // However slow the machine is, some two points are nearer than half the usual interval.
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> closest(points(engine)) < 5_000);
    }
  }

  private static long closest(List<MetricPoint> points) {
    long closest = Long.MAX_VALUE;
    for (int i = 1; i < points.size(); i++) {
      Duration between = Duration.between(points.get(i - 1).at(), points.get(i).at());
      closest = Math.min(closest, between.toMillis());
    }
    return closest;
  }

  @Test
  @Shows(Setting.METRICS_POINTS)
  void theOldestPointsMakeRoom() throws Exception {
    try (Engine engine = opened(Setting.METRICS_INTERVAL, "100 ms", Setting.METRICS_POINTS, "3")) {
      List<MetricPoint> first =
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> points(engine), points -> !points.isEmpty());
      List<MetricPoint> later =
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> points(engine),
                  points -> !points.getFirst().at().equals(first.getFirst().at()));
      assertThat(later).hasSizeBetween(1, 3);
    }
  }
}
