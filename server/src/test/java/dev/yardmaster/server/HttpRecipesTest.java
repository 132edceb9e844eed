package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.server.RunningServer.Answer;
import dev.yardmaster.server.ServerOptions.Security;
import dev.yardmaster.server.gateway.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workers in examples/http, as they stand there, against a server that wants a token. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpRecipesTest {
  private static final String TASKS = "/v1/workspaces/default/tasks";
  private static final Path EXAMPLES = Path.of("../examples/http").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private RunningServer server;
  private String token = "";
  private @Nullable Process worker;

  @BeforeEach
  void start() throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Security strict = new Security(null, false, LoopbackTrust.NEVER);
    server =
        RunningServer.start(
            new ServerOptions(address, address, Set.of(), strict, Limits.DEFAULT, Duration.ZERO));
    token = server.token(Role.AGENT);
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.descendants().forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly();
    }
    server.close();
  }

  @Test
  void thePythonWorkerReportsWhatItsCommandPrintsAndWhyItFails() throws Exception {
    assumePresent("python3");
    run(
        "python3",
        EXAMPLES.resolve("worker.py").toString(),
        "p1",
        "sh",
        "-c",
        "read -r line; echo \"got $line\"; [ \"$line\" != bad ] || { echo why >&2; exit 3; }");
    submit("good/1", "a \\\"b\\\" \\\\ ü");
    submit("bad", "bad");

    assertThat(awaitEnd("good%2F1", "succeeded"))
        .contains("\"text\":\"got a \\\"b\\\" \\\\ ü\\n\"");
    assertThat(awaitEnd("bad", "failed")).contains("exit-code").contains("why");
  }

  @Test
  void theShellWorkerReportsWhatItsCommandPrintsAndWhyItFails() throws Exception {
    assumePresent("curl");
    run(
        "sh",
        EXAMPLES.resolve("worker.sh").toString(),
        "s1",
        "sh",
        "-c",
        "printf 'a \"b\" \\134 %s\\nsecond' \"$1\"; [ \"$1\" != bad ]",
        "sh");
    submit("good/1", "x");
    submit("bad", "x");

    assertThat(awaitEnd("good%2F1", "succeeded"))
        .contains("\"text\":\"a \\\"b\\\" \\\\ good/1\\nsecond\\n\"");
    assertThat(awaitEnd("bad", "failed")).contains("exit-code").contains("bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker.py", "worker.sh"})
  void aRecipeIsAtMostTwentyLines(String file) throws Exception {
    assertThat(Files.readAllLines(EXAMPLES.resolve(file))).hasSizeBetween(10, 20);
  }

  private static void assumePresent(String program) {
    boolean present =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    assumeTrue(present, program + " is not on PATH, so its recipe is not tried here");
  }

  private void run(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker.log").toFile());
    builder.environment().put("YARDMASTER_URL", server.uri("").toString());
    builder.environment().put("YARDMASTER_TOKEN", token);
    worker = builder.start();
  }

  private void submit(String id, String input) throws Exception {
    Answer submitted =
        server.post(
            TASKS,
            """
            {"task":{"id":"%s","work":{"type":"x","input":{"text":"%s"}},
             "requirements":{"capabilities":["shell"]},"limits":{"retry":{"maxRetries":0}}}}
            """
                .formatted(id, input),
            "Authorization",
            "Bearer " + token);
    assertThat(submitted.status()).as(submitted.body().toString()).isEqualTo(200);
  }

  /** What the server says of it once it ended that way. */
  private String awaitEnd(String task, String state) {
    return Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              if (!Objects.requireNonNull(worker).isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("worker.log")));
              }
              Answer answer = server.get(TASKS + "/" + task, "Authorization", "Bearer " + token);
              return answer.body().path("state").has(state) ? answer.response().body() : "";
            },
            body -> !body.isEmpty());
  }
}
