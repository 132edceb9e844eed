package dev.yardmaster.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command line tells of an engine, and how it is set up. */
@Timeout(120)
final class HealthAndMetricsTest {
  @TempDir private Path folder;

  private Cli cli() {
    return new Cli(folder);
  }

  private void plan(String tasks) throws IOException {
    Files.writeString(folder.resolve("plan.yaml"), "name: p\ntasks:\n" + tasks);
  }

  @Test
  void besideARunMetricsTellWhatItHasDoneAndHealthHowItIs() throws Exception {
    plan(
        """
          - {id: first, type: build, run: "true"}
          - {id: gate, dependsOn: [first], approval: true, run: "true"}
        """);
    StringWriter shown = new StringWriter();
    CompletableFuture<Cli.Result> run =
        CompletableFuture.supplyAsync(() -> cli().execute(shown, "run", "plan.yaml"));
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> shown.toString().contains("yardmaster approve gate"));

    assertThat(cli().execute("metrics").lines())
        .contains(
            "yardmaster.tasks.completed 1",
            "yardmaster.tasks.completed.by.type{type=build} 1",
            "yardmaster.tasks.in.state{state=WAITING} 1");
    JsonNode json = JsonMapper.builder().build().readTree(cli().execute("metrics", "--json").out());
    assertThat(json.get("behind").asLong()).isZero();
    assertThat(json.get("metrics").get("yardmaster.tasks.completed").asLong()).isEqualTo(1);
    assertThat(json.get("metrics").get("yardmaster.tasks.run.time").get("count").asLong())
        .isEqualTo(1);

    Cli.Result health = cli().execute("health");
    assertThat(health.exit()).isZero();
    assertThat(health.lines().getFirst()).isEqualTo("UP");
    assertThat(health.out()).contains("log        UP        takes records");
    assertThat(
            JsonMapper.builder()
                .build()
                .readTree(cli().execute("health", "--json").out())
                .get("components")
                .get("disk")
                .get("status")
                .asString())
        .isEqualTo("UP");

    assertThat(cli().execute("approve", "gate").exit()).isZero();
    assertThat(run.get(60, TimeUnit.SECONDS).exit()).isZero();
  }

  @Test
  void aFileOfSettingsHasEffectAndAWrongOneIsRefusedBeforeAnythingStarts() throws Exception {
    plan("  - {id: first, run: \"true\"}\n");
    Path settings = folder.resolve("yardmaster.properties");
    Files.writeString(settings, "history.enabled = maybe\n");
    Cli.Result refused = cli().execute("run", "plan.yaml", "--config", "yardmaster.properties");
    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.err())
        .contains("yardmaster.properties, line 1: expected history.enabled to be true or false");
    assertThat(folder.resolve("yardmaster-data")).doesNotExist();

    Files.writeString(settings, "history.enabled = false\nmetrics.enabled = false\n");
    assertThat(cli().execute("run", "plan.yaml", "--config", "yardmaster.properties").exit())
        .isZero();
    assertThat(folder.resolve("yardmaster-data/history.db")).doesNotExist();
    assertThat(cli().execute("metrics", "--config", "yardmaster.properties").err())
        .contains("set metrics.enabled to true");
  }

  @Test
  void aRunWithDebugTellsWhyATaskWentWhereItWent() throws Exception {
    plan("  - {id: first, type: build, run: \"true\"}\n");
    Logger logger = (Logger) LoggerFactory.getLogger("dev.yardmaster");
    List<String> lines = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
    try {
      assertThat(cli().execute("run", "plan.yaml", "--debug").exit()).isZero();
    } finally {
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
    assertThat(lines)
        .anySatisfy(line ->
            assertThat(line).containsPattern("TaskAssigned first \\S+ \\(capability, score"));
  }
}
