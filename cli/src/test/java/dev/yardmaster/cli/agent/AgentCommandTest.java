package dev.yardmaster.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.serve.ServeProcess;
import dev.yardmaster.cli.serve.ServerInside;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AgentCommandTest {
  private static final String TASKS = "/v1/workspaces/default/tasks";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private ServerInside server;

  @BeforeEach
  void start() throws Exception {
    server = ServerInside.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void submit(String id, String more) throws Exception {
    HttpResponse<String> reply =
        server.http(
            TASKS,
            """
            {"task":{"id":"%s","work":{"type":"build","description":"a $(b) 'c'","input":{"text":"in put"}},
             "requirements":{"capabilities":["shell"]}%s}}
            """
                .formatted(id, more));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  private JsonNode state(String id) throws Exception {
    return JSON.readTree(server.http(TASKS + "/" + id, "").body()).path("state");
  }

  private String[] words(String... more) {
    return words(server.grpcPort(), more);
  }

  private static String[] words(int port, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("agent", "--server", "127.0.0.1:" + port, "--capabilities", "shell"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private Cli.Result once(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("--once", "--name", "a1", "--"));
    words.addAll(Arrays.asList(command));
    return new Cli(folder).execute(words(words.toArray(String[]::new)));
  }

  @Test
  void whatTheCommandPrintsIsTheResultOfItsTaskAndPlaceholdersNeverBecomeCode() throws Exception {
    submit("t1", "");
    Cli.Result agent =
        once(
            "/bin/sh",
            "-c",
            "printf '%s|' \"$@\" \"$YARDMASTER_TASK\" \"$(cat \"$YARDMASTER_INPUT_FILE\")\"; "
                + "[ \"$YARDMASTER_EPOCH\" = \"$YARDMASTER_TOKEN\" ]",
            "sh",
            "{id}",
            "{description}",
            "{input}",
            "{agent}",
            "{other}");

    assertThat(agent.exit()).as(agent.err() + agent.out()).isZero();
    assertThat(state("t1").path("succeeded").path("result").path("text").asString())
        .isEqualTo("t1|a $(b) 'c'|in put|a1|{other}|t1|in put|");
  }

  @Test
  void onceMeansOneTaskAlsoWhereMoreIsWaiting() throws Exception {
    submit("t1", "");
    submit("t2", "");

    assertThat(once("/bin/echo", "done").exit()).isZero();
    assertThat(state("t1").has("succeeded")).isTrue();
    assertThat(state("t2").has("ready")).as(state("t2").toString()).isTrue();
  }

  @Test
  void aCommandThatFailsFailsItsTaskWithTheEndOfWhatItSaid() throws Exception {
    submit("t1", ",\"limits\":{\"retry\":{\"maxRetries\":0}}");
    Cli.Result agent = once("/bin/sh", "-c", "echo the reason >&2; exit 7");

    assertThat(agent.exit()).as(agent.err()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(state("t1").toString()).contains("exit-code").contains("exited with 7: the reason");
  }

  @Test
  void aProgramThatIsMissingIsAFailureThatSaysSo() throws Exception {
    submit("t1", ",\"limits\":{\"retry\":{\"maxRetries\":0}}");

    assertThat(once("no-such-program").exit()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(state("t1").toString()).contains("no-such-program");
  }

  @Test
  void cancellingATaskEndsTheWholeGroupAndTheAgentGoesOn() throws Exception {
    submit("t1", "");
    try (ServeProcess agent =
        ServeProcess.command(
            folder,
            "agent.log",
            words(
                "--",
                "/bin/sh",
                "-c",
                "if [ {id} = t1 ]; then sleep 1000 & echo $! >pid.new; mv pid.new pid; wait; fi"))) {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> Files.exists(folder.resolve("pid")));
      long child = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
      server.http(TASKS + "/t1/cancel", "{\"reason\":\"enough\"}");

      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
      agent.awaitOutput("t1: cancelled");
      submit("t2", "");
      agent.awaitOutput("t2: succeeded");
      assertThat(state("t1").has("cancelled")).as(state("t1").toString()).isTrue();
    }
  }

  @Test
  void sigtermLetsTheRunningTaskEndAndTakesNothingNew() throws Exception {
    submit("t1", "");
    submit("t2", "");
    try (ServeProcess agent =
        ServeProcess.command(
            folder,
            "agent.log",
            words("--", "/bin/sh", "-c", "until test -e go; do sleep 0.02; done; echo ended"))) {
      agent.awaitOutput(": started");
      Thread ending =
          Thread.ofVirtual()
              .start(() -> {
                agent.awaitOutput("takes nothing new");
                write("go");
              });

      assertThat(agent.terminate()).as(agent.output()).isZero();
      ending.join();
      assertThat(state("t1").path("succeeded").path("result").path("text").asString())
          .isEqualTo("ended\n");
      assertThat(state("t2").has("ready")).as(state("t2").toString()).isTrue();
    }
  }

  @Test
  void anAgentWhoseNameAnotherTakesEndsAndSaysSo() throws Exception {
    try (ServeProcess agent =
        ServeProcess.command(folder, "agent.log", words("--name", "a1", "--", "/bin/true"))) {
      agent.awaitOutput("joined");
      submit("t1", "");
      agent.awaitOutput("t1: succeeded");
      try (ServeProcess _ =
          ServeProcess.command(folder, "other.log", words("--name", "a1", "--", "/bin/true"))) {
        assertThat(agent.awaitExit()).isEqualTo(ExitCode.REFUSED.code());
      }
      assertThat(agent.output()).contains("REJOINED").contains("--name");
    }
  }

  @Test
  void theTokenOfTheAgentIsShownToTheServerAndNotToTheCommand() throws Exception {
    try (ServeProcess strict =
        ServeProcess.start(folder, "--no-trust-loopback", "--data", "strict")) {
      String token =
          new Cli(folder)
              .execute(
                  "token",
                  "issue",
                  "worker",
                  "--data",
                  "strict",
                  "--principal",
                  "ann",
                  "--role",
                  "default=agent")
              .out()
              .strip();
      submitAs(token, strict);
      try (ServeProcess agent =
          ServeProcess.command(
              folder,
              "agent.log",
              Map.of("YARDMASTER_TOKEN", token),
              words(strict.grpcPort(), "--once", "--", "/bin/sh", "-c", "env"))) {
        assertThat(agent.awaitExit()).as(agent.output()).isZero();
      }
      String result = strict.http(TASKS + "/t1", "", "Authorization", "Bearer " + token).body();
      assertThat(result).contains("YARDMASTER_EPOCH").doesNotContain(token);
    }
  }

  private static void submitAs(String token, ServeProcess server) throws Exception {
    HttpResponse<String> reply =
        server.http(
            TASKS,
            "{\"task\":{\"id\":\"t1\",\"work\":{\"type\":\"x\"}}}",
            "Authorization",
            "Bearer " + token);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  @Test
  void aTokenThatIsWorthNothingIsRefusedAtOnce() throws Exception {
    Files.writeString(folder.resolve("token"), "ym_wrong\n");
    long began = System.nanoTime();
    Cli.Result agent = new Cli(folder).execute(words("--token-file", "token", "--", "/bin/true"));

    assertThat(agent.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(agent.err()).contains("unknown, revoked or expired").doesNotContain("ym_wrong");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(20);
  }

  private void write(String file) {
    try {
      Files.writeString(folder.resolve(file), "");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
