package dev.yardmaster.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code serve --log-format json} writes. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JsonLogTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SECRET = "ymt_" + "7".repeat(43);

  @TempDir private Path folder;

  private static LoggingEvent event(String message, Throwable thrown, Object... arguments) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "x", context.getLogger("some.Logger"), Level.WARN, message, thrown, arguments);
    event.setThreadName("main");
    return event;
  }

  @Test
  void anEventIsOneLineWhateverItsMessageHoldsWithItsErrorAndItsValues() {
    String message = "two\nlines, \"quotes\", \u0000, \u2028 and \\ of {}";
    Throwable thrown = new IllegalStateException("outer\n", new RuntimeException("inner"));
    LoggingEvent event = event(message, thrown, "me");
    event.setTimeStamp(1_700_000_000_123L);
    event.setKeyValuePairs(List.of(new KeyValuePair("count", 3)));

    String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);

    assertThat(line).endsWith("}\n").hasLineCount(1);
    JsonNode json = JSON.readTree(line);
    assertThat(json.get("time").asString()).isEqualTo("2023-11-14T22:13:20.123Z");
    assertThat(json.get("level").asString()).isEqualTo("WARN");
    assertThat(json.get("logger").asString()).isEqualTo("some.Logger");
    assertThat(json.get("thread").asString()).isEqualTo("main");
    assertThat(json.get("message").asString()).isEqualTo(message.replace("{}", "me"));
    assertThat(json.at("/error/class").asString()).isEqualTo("java.lang.IllegalStateException");
    assertThat(json.at("/error/message").asString()).isEqualTo("outer\n");
    assertThat(json.at("/error/stack").asString())
        .contains("anEventIsOneLine")
        .contains("Caused by: java.lang.RuntimeException: inner");
    assertThat(json.at("/values/count").asString()).isEqualTo("3");
  }

  @Test
  void everyLineOfAServerIsAnObjectWithAllMembersAndNoneHoldsATokenOfARequest() throws Exception {
    try (ServeProcess server =
        ServeProcess.command(
            folder,
            "serve.log",
            "--debug",
            "serve",
            "--http-port",
            "0",
            "--grpc-port",
            "0",
            "--no-trust-loopback",
            "--log-format",
            "json")) {
      server.awaitOutput("\"Serving\"");
      int refused =
          server
              .http("/v1/workspaces/default/tasks", "", "Authorization", "Bearer " + SECRET)
              .statusCode();
      assertThat(refused).isBetween(401, 403);
      assertThat(server.http("/v1/workspaces/default/tasks?token=" + SECRET, "").statusCode())
          .isBetween(400, 403);
      assertThat(server.grpcPort()).isPositive();
      server.terminate();

      assertThat(server.output()).doesNotContain(SECRET);
      List<JsonNode> lines = server.output().lines().map(JSON::readTree).toList();
      assertThat(lines)
          .allSatisfy(line -> {
            assertThat(OffsetDateTime.parse(line.get("time").asString()).getOffset())
                .isEqualTo(ZoneOffset.UTC);
            for (String member : List.of("level", "logger", "thread", "message")) {
              assertThat(line.get(member).asString()).as(member).isNotEmpty();
            }
          });
      assertThat(lines)
          .extracting(line -> line.get("message").asString())
          .contains("Serving", "Stopping");
      assertThat(lines).extracting(line -> line.get("level").asString()).contains("DEBUG");
    }
  }

  /** A process whose libraries write otherwise and one of whose threads ends. */
  static final class Otherwise {
    public static void main(String[] words) throws InterruptedException {
      LogFormat.JSON.begin();
      java.util.logging.Logger.getLogger("io.grpc.Some")
          .log(java.util.logging.Level.WARNING, "of {0}", new Object[] {"gRPC"});
      java.util.logging.Logger.getLogger("io.grpc.Some").info("not told: below WARN");
      Thread thread =
          new Thread(
              () -> {
                throw new IllegalStateException("two\nlines");
              },
              "ends");
      thread.start();
      thread.join();
    }
  }

  @Test
  void whatLibrariesWriteThroughJavasOwnLogAndWhatEndsAThreadIsALineToo() throws Exception {
    Path output = folder.resolve("otherwise");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Otherwise.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    List<JsonNode> lines = Files.readString(output).lines().map(JSON::readTree).toList();
    assertThat(lines).as(lines.toString()).hasSize(2);
    assertThat(lines.getFirst().get("logger").asString()).isEqualTo("io.grpc.Some");
    assertThat(lines.getFirst().get("level").asString()).isEqualTo("WARN");
    assertThat(lines.getFirst().get("message").asString()).isEqualTo("of gRPC");
    assertThat(lines.getLast().get("level").asString()).isEqualTo("ERROR");
    assertThat(lines.getLast().at("/error/message").asString()).isEqualTo("two\nlines");
  }

  @Test
  void anUnknownFormatIsRefusedWithThoseThereAre() throws Exception {
    Cli.Result refused = new Cli(folder).execute("serve", "--log-format", "xml");
    assertThat(refused.exit()).isNotEqualTo(ExitCode.OK.code());
    assertThat(refused.err()).contains("--log-format").containsIgnoringCase("text, json");
  }
}
