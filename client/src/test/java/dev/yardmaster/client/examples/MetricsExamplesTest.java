package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.CoordinationMetrics;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsExamplesTest extends ExampleYard {
  @Test
  void whatWasDoneIsCounted() {
    Worker worker =
        manager.work(
            AgentProfile.named("coder-1"),
            context -> {
              Thread.sleep(5); // so that there is a duration
              return Outcome.success();
            });
    manager.tasks().submit(Task.of("compile").type("build"));
    manager
        .events()
        .of(TaskEvent.TaskSucceeded.class)
        .after(LogPosition.START)
        .await(Duration.ofSeconds(30));
    worker.close();
    // @start region="metrics"
    CoordinationMetrics metrics = manager.metrics();
    MetricsReport now = metrics.current();
    long builds = now.count(Metric.TASKS_COMPLETED_BY_TYPE, "build"); // 1
    List<Ranked> slowest = metrics.top(Ranking.SLOWEST_TYPES, 3); // build
    // @end
    assertThat(builds).isEqualTo(1);
    assertThat(slowest).hasSize(1);
  }
}
