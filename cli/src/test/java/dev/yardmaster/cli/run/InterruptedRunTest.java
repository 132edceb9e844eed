package dev.yardmaster.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals to a real run: the first lets running tasks end, the second ends them uncounted. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InterruptedRunTest {
  @TempDir private Path folder;

  @Test
  void theFirstInterruptLetsRunningTasksEndAndARerunGoesOn() throws Exception {
    plan("echo one >> ran; while ! test -e go; do sleep 0.02; done");
    Process run = started("TERM");
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> Files.readString(folder.resolve("run.log")).contains("stopping"));
    Files.writeString(folder.resolve("go"), "");

    assertThat(run.waitFor()).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(Files.readString(folder.resolve("ran"))).isEqualTo("one\n");
    assertThat(status()).contains("SUCCEEDED   1", "paused");

    assertThat(ChildRun.start(folder).waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("ran"))).isEqualTo("one\ntwo\n");
  }

  @Test
  void theSecondInterruptEndsAttemptsAsLostAndNotCounted() throws Exception {
    plan("echo one >> ran; test -e go || exec sleep 1000");
    Process run = started("INT");
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> Files.readString(folder.resolve("run.log")).contains("stopping"));
    ChildRun.signal(run, "INT");

    assertThat(run.waitFor()).isEqualTo(ExitCode.INTERRUPTED.code());
    Cli.Result history = new Cli(folder).execute("history", "--json");
    assertThat(history.out()).doesNotContain("AttemptFailed", "TaskFailed", "TaskCancelled");
    // Losses of this cause do not count towards the bound on losses either (R13).
    assertThat(history.lines())
        .filteredOn(line -> line.contains("AttemptLost"))
        .singleElement()
        .asString()
        .contains("PROCESS_ENDED");

    Files.writeString(folder.resolve("go"), "");
    assertThat(ChildRun.start(folder).waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("ran"))).isEqualTo("one\none\ntwo\n");
  }

  private Process started(String signal) throws Exception {
    Process run = ChildRun.start(folder);
    await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("ran")));
    ChildRun.signal(run, signal);
    return run;
  }

  private String status() {
    return new Cli(folder).execute("status").out();
  }

  private void plan(String script) throws Exception {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: interrupted
        tasks:
          - {id: one, run: '%s'}
          - {id: two, dependsOn: [one], run: 'echo two >> ran'}
        """
            .formatted(script));
  }
}
