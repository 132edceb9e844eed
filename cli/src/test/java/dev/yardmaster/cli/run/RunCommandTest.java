package dev.yardmaster.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunCommandTest {
  @TempDir private Path folder;

  @Test
  void theExampleEndsWithAReportAndSaysWhere() throws IOException {
    Path plan = Path.of("../examples/code-review/plan.yaml").toAbsolutePath();
    Files.createDirectories(folder.resolve("src/lib"));
    Files.writeString(folder.resolve("src/lib/a.c"), "int main; // TODO\n");

    Cli.Result run = cli().execute("run", plan.toString(), "--param", "source=src");

    assertThat(run.exit()).as(run.err()).isZero();
    Path report = folder.resolve("code-review/yardmaster-report.md");
    assertThat(report).content().contains("1 files, 1 of them text").contains("// TODO");
    assertThat(run.out()).contains("SUCCEEDED   19", "report: ", "critical path");
  }

  @Test
  void runningAgainDoesNothingAgainAndAnEditedPlanIsUnderstood() throws IOException {
    String first = "  - {id: one, run: echo 1 >> ran}\n";
    plan(first + "  - {id: two, dependsOn: [one], run: echo 2 >> ran}\n");

    assertThat(run().exit()).isZero();
    assertThat(run().exit()).isZero();
    plan(
        first
            + "  - {id: two, dependsOn: [one], run: echo 2 >> ran}\n"
            + "  - {id: three, dependsOn: [two], run: echo 3 >> ran}\n");
    assertThat(run().exit()).isZero();
    assertThat(ran()).isEqualTo("1\n2\n3\n");

    plan(first + "  - {id: two, dependsOn: [one], run: echo 2b >> ran}\n");
    Cli.Result refused = run();
    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.err()).contains("two", "--redo-changed");
    assertThat(run("--redo-changed").exit()).isZero();
    assertThat(ran()).isEqualTo("1\n2\n3\n2b\n");
  }

  @Test
  void aFailedTaskIsADeadLetterAndARerunTriesItAgain() throws IOException {
    plan(
        """
          - {id: bad, run: "test -e mended", retry: {maxRetries: 1, delay: 1ms}}
          - {id: after, dependsOn: [bad], run: echo after >> ran}
        """);

    Cli.Result first = run();
    assertThat(first.exit()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(first.out())
        .contains("FAILED      1", "SKIPPED     1", "dead letters", "bad: exit-code")
        .contains("attempts: 2, failed 2");

    Files.writeString(folder.resolve("mended"), "");
    assertThat(run().exit()).isZero();
    assertThat(ran()).isEqualTo("after\n");
  }

  @Test
  void whoLocksASubtreeAndWhoLocksSomethingBelowItNeverRunTogether_R50() throws IOException {
    plan(
        """
          - {id: whole, run: "echo a >> ran; sleep 0.2; echo b >> ran", locks: [{resource: out/**}]}
          - {id: part, run: "echo c >> ran; sleep 0.2; echo d >> ran", locks: [{resource: out/x}]}
        """);

    assertThat(run().exit()).isZero();
    assertThat(ran()).isIn("a\nb\nc\nd\n", "c\nd\na\nb\n");
  }

  @Test
  void anExitCodeNamedNonRetryableAndAMissingOutputFail() throws IOException {
    plan(
        """
          - {id: never, run: exit 3, retry: {maxRetries: 5, nonRetryable: [3]}}
          - {id: empty, run: "true", outputs: [nowhere.txt], retry: {maxRetries: 0}}
          - {id: slow, run: sleep 60, timeout: 200ms, retry: {maxRetries: 0}}
        """);

    Cli.Result run = run();

    assertThat(run.exit()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(run.out())
        .contains("attempts: 3, failed 3", "never: exit-code", "empty: missing-output")
        .contains("slow: timeout");
  }

  @Test
  void attemptsKnowTheirTaskAndParametersOnlyAsValues() throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: facts
        params: {word: "$(echo pwned)"}
        agents: [{id: solo, capabilities: [x]}]
        tasks:
          - {id: shell, capabilities: [x], description: d e, env: {A: b}, run:
              'echo "$word|$A|$YARDMASTER_TASK|$YARDMASTER_ATTEMPT|$YARDMASTER_AGENT|$YARDMASTER_DESCRIPTION" > ran; test -n "$YARDMASTER_TOKEN"; test -d "$YARDMASTER_PLAN_DIR"'}
          - {id: argv, capabilities: [x], dependsOn: [shell], run: [echo, "{task} {param.word} {agent}"]}
        """);

    assertThat(run().exit()).isZero();

    assertThat(ran()).isEqualTo("$(echo pwned)|b|shell|1|solo|d e\n");
    assertThat(cli().execute("logs", "argv").out()).isEqualTo("argv $(echo pwned) solo\n");
  }

  @Test
  void commandsWorkBesideARunThroughItsSocket() throws Exception {
    plan(
        """
          - {id: first, run: "true"}
          - {id: gate, dependsOn: [first], approval: true, run: echo gate >> ran}
        """);
    StringWriter shown = new StringWriter();
    CompletableFuture<Cli.Result> run =
        CompletableFuture.supplyAsync(() -> cli().execute(shown, "run", "plan.yaml"));
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> shown.toString().contains("yardmaster approve gate"));
    assertThat(cli().execute("status").out()).contains("SUCCEEDED   1", "WAITING     1");

    assertThat(cli().execute("explain", "gate").out()).contains("approval");
    assertThat(cli().execute("history", "--json").lines())
        .anyMatch(line -> line.contains("TaskSucceeded") && line.contains("first"));
    assertThat(cli().execute("backup", "copy").exit()).isZero();
    assertThat(cli().execute("verify").exit()).isZero();
    assertThat(run()).extracting(Cli.Result::exit).isEqualTo(ExitCode.BUSY.code());
    Cli.Result unknown = cli().execute("approve", "nothing");
    assertThat(unknown.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(unknown.err()).contains("no task 'nothing'");
    assertThat(cli().execute("approve", "gate").out()).contains("gate is approved");

    assertThat(run.get().exit()).isZero();
    assertThat(ran()).isEqualTo("gate\n");
    assertThat(folder.resolve("yardmaster-data/control/socket")).doesNotExist();
    assertThat(cli().execute("restore", "copy", "again").exit()).isZero();
    assertThat(cli().execute("verify", "--data", "again").exit()).isZero();
  }

  @Test
  void aPathTooLongForASocketIsReplacedByAShortOne() throws Exception {
    String data = "d".repeat(120);
    plan("  - {id: gate, approval: true, run: \"true\"}\n");
    CompletableFuture<Cli.Result> run = CompletableFuture.supplyAsync(() -> run("--data", data));
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> cli().execute("status", "--data", data).out().contains("WAITING     1"));

    assertThat(cli().execute("reject", "gate", "--data", data, "--reason", "no").exit()).isZero();

    assertThat(run.get().exit()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(folder.resolve(data).resolve("control-path")).doesNotExist();
  }

  @Test
  void endedTasksAreRetriedAndCancelledWithoutARun() throws IOException {
    plan(
        """
          - {id: bad, run: exit 1, retry: {maxRetries: 0}}
        """);
    assertThat(run().exit()).isEqualTo(ExitCode.TASKS_FAILED.code());

    assertThat(cli().execute("retry", "bad").exit()).isZero();
    assertThat(cli().execute("status").out()).contains("READY       1");
    assertThat(cli().execute("cancel", "bad", "--reason", "enough").exit()).isZero();
    assertThat(cli().execute("explain", "bad").out()).contains("enough");
    assertThat(
            cli().execute("history", "--sql", "SELECT state FROM tasks WHERE task = 'bad'").out())
        .isEqualTo("CANCELLED\n");
  }

  @Test
  void jsonLinesTellEveryEventAndASummary() throws IOException {
    plan("  - {id: only, run: \"true\"}\n");

    Cli.Result run = run("--json");

    assertThat(run.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(run.lines())
        .anyMatch(line -> line.contains("\"event\":\"TaskSucceeded\",\"task\":\"only\""));
    assertThat(run.lines().getLast()).contains("\"summary\"", "\"SUCCEEDED\":1");
  }

  private void plan(String tasks) {
    try {
      Files.writeString(folder.resolve("plan.yaml"), "name: test\ntasks:\n" + tasks);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Cli.Result run(String... more) {
    String[] words = new String[more.length + 2];
    words[0] = "run";
    words[1] = "plan.yaml";
    System.arraycopy(more, 0, words, 2, more.length);
    return cli().execute(words);
  }

  private Cli cli() {
    return new Cli(folder);
  }

  private String ran() throws IOException {
    return Files.readString(folder.resolve("ran"));
  }
}
