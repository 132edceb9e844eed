package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.engine.metrics.MeterExport;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.metrics.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R82: docs/metrics.md lists every meter, and a registry of the user's is shown every one. */
@Timeout(60)
final class MetricsPageTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");

  private static Set<String> listed() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      if (line.startsWith("| `yardmaster.")) {
        names.add(line.split("`", -1)[1]);
      }
    }
    return names;
  }

  @Test
  void thePageListsEveryMetricWithItsKindLabelAndMeaningAndNoOther() throws IOException {
    Set<String> lines = new TreeSet<>(Files.readAllLines(Path.of("..", "docs", "metrics.md")));
    Set<String> names = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      names.add(metric.fullName());
      assertThat(lines)
          .contains(
              "| `%s` | %s | %s | %s |"
                  .formatted(
                      metric.fullName(),
                      metric.kind().name().toLowerCase(Locale.ROOT),
                      metric.label(),
                      metric.meaning()));
    }
    assertThat(listed()).isEqualTo(names);
  }

  @Test
  void everyMeterThatIsRegisteredIsInThePageAndTheRegistryIsLeftEmptyAtTheEnd() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    MetricsOptions options =
        new MetricsOptions(true, Duration.ofMillis(100), 10, null).registry(registry);
    try (Engine engine = Engine.inMemory(EngineOptions.DEFAULTS.metrics(options))) {
      Connection connection = engine.connect(LOCAL);
      send(connection, new JoinAgent(AgentProfile.named("a"), Attachment.REQUESTS));
      Work work = new Work("build", "", Work.NONE.input(), Work.NONE.tags());
      send(connection, new SubmitTask(TaskSpec.named("t").work(work).priority(80)));
      send(connection, new SubmitTask(TaskSpec.named("u").dependsOn(Dependency.onSuccess("t"))));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              registry.find("yardmaster.tasks.created").functionCounter() != null
                  && registry.get("yardmaster.tasks.created").functionCounter().count() == 2);
      Set<String> registered = new TreeSet<>();
      for (Meter meter : registry.getMeters()) {
        registered.add(meter.getId().getName().replace(MeterExport.QUANTILE_SUFFIX, ""));
      }
      assertThat(listed()).containsAll(registered);
      assertThat(registered).hasSizeGreaterThan(Metric.values().length / 2);
      assertThat(
              registry
                  .get("yardmaster.tasks.open.by.type")
                  .tag("type", "build")
                  .tag("workspace", "default")
                  .gauge()
                  .value())
          .isEqualTo(1);
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  private static void send(Connection connection, Command command) throws Exception {
    Reply reply =
        connection
            .send(new Request(WORKSPACE, LOCAL, null, command))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(reply).isNotInstanceOf(Reply.Refused.class);
  }
}
