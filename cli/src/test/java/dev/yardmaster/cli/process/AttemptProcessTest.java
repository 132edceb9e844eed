package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AttemptProcessTest {
  @TempDir Path folder;
  private AttemptProcesses processes;

  @BeforeEach
  void open() throws Exception {
    processes = AttemptProcesses.open(folder.resolve("groups"));
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 64, 125, 126, 127, 128, 200, 255})
  void theExitCodeComesBackExactly(int code) throws Exception {
    assertThat(run("exit " + code)).isEqualTo(new ExitResult.Exited(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 15})
  void aDeathBySignalNamesTheSignal(int signal) throws Exception {
    assertThat(run("kill -" + signal + " $$")).isEqualTo(new ExitResult.Signalled(signal));
  }

  @Test
  void theGroupIsOnRecordWhileTheCommandRunsAndForgottenAfterwards() throws Exception {
    AttemptProcess attempt = processes.start(Attempts.shell(folder, "ls groups"));
    assertThat(attempt.await()).isEqualTo(new ExitResult.Exited(0));
    assertThat(Files.readString(folder.resolve("out")))
        .isEqualTo(attempt.group().id() + ".group\n");
    assertThat(folder.resolve("groups")).isEmptyDirectory();
  }

  @Test
  void theCommandLeadsNoSessionOfTheParentAndHasNoTerminalInput() throws Exception {
    AttemptProcess attempt =
        processes.start(Attempts.shell(folder, "cat; echo in $(ps -o pgid= -p $$)"));
    assertThat(attempt.await()).isEqualTo(new ExitResult.Exited(0));
    assertThat(Files.readString(folder.resolve("out")).strip().split(" +"))
        .containsExactly("in", "" + attempt.group().id());
  }

  @Test
  void backgroundChildrenGoWithTheGroup() throws Exception {
    assertThat(run("sleep 1000 & echo $! > child; exit 3")).isEqualTo(new ExitResult.Exited(3));
    Attempts.awaitGone(pidIn("child"));
  }

  @Test
  void doubleForkedChildrenGoWithTheGroup() throws Exception {
    assertThat(run("( (sleep 1000 & echo $! > child) & ); while [ ! -s child ]; do :; done"))
        .isEqualTo(new ExitResult.Exited(0));
    Attempts.awaitGone(pidIn("child"));
  }

  @Test
  void terminateReachesTheCommandWhichMayStillFinishItsWay() throws Exception {
    AttemptProcess attempt =
        processes.start(
            Attempts.shell(
                folder, "trap 'echo bye; exit 9' TERM; echo up; while :; do sleep 0.05; done"));
    awaitOutput();
    attempt.terminate(Duration.ofSeconds(30));
    assertThat(attempt.await()).isEqualTo(new ExitResult.Exited(9));
    assertThat(Files.readString(folder.resolve("out"))).isEqualTo("up\nbye\n");
  }

  @Test
  void aCommandThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
    AttemptProcess attempt =
        processes.start(
            Attempts.shell(folder, "trap '' TERM; echo $$; while :; do sleep 0.05; done"));
    awaitOutput();
    attempt.terminate(Duration.ofMillis(200));
    assertThat(attempt.await()).isEqualTo(new ExitResult.Killed());
    Attempts.awaitGone(pidIn("out"));
    assertThat(folder.resolve("groups")).isEmptyDirectory();
  }

  @Test
  void aGuardianKilledFromOutsideTakesItsGroupAlong() throws Exception {
    AttemptProcess attempt = processes.start(Attempts.shell(folder, "echo $$; exec sleep 1000"));
    awaitOutput();
    assertThat(ProcessHandle.of(attempt.group().id()).orElseThrow().destroyForcibly()).isTrue();
    assertThat(attempt.await()).isEqualTo(new ExitResult.Killed());
    Attempts.awaitGone(pidIn("out"));
  }

  @Test
  void aGroupThatStoppedItselfCanStillBeKilled() throws Exception {
    AttemptProcess attempt = processes.start(Attempts.shell(folder, "echo $$; kill -STOP 0"));
    awaitOutput();
    attempt.kill();
    assertThat(attempt.await()).isEqualTo(new ExitResult.Killed());
    Attempts.awaitGone(pidIn("out"));
  }

  @Test
  void closingKillsWhatStillRuns() throws Exception {
    AttemptProcess attempt = processes.start(Attempts.shell(folder, "echo $$; exec sleep 1000"));
    awaitOutput();
    processes.close();
    assertThat(attempt.await()).isEqualTo(new ExitResult.Killed());
    Attempts.awaitGone(pidIn("out"));
  }

  @Test
  void bigOutputKeepsHeadAndTailAndSaysHowMuchIsGone() throws Exception {
    assertThat(run("echo first; head -c 5000000 /dev/zero; echo last; echo e >&2"))
        .isEqualTo(new ExitResult.Exited(0));
    long dropped = 5_000_011L - AttemptSpec.DEFAULT_OUTPUT_LIMIT;
    assertThat(Files.readString(folder.resolve("out")))
        .startsWith("first\n")
        .endsWith("last\n")
        .contains(new String(OutputFile.marker(dropped), StandardCharsets.US_ASCII));
    assertThat(Files.size(folder.resolve("out"))).isLessThan(AttemptSpec.DEFAULT_OUTPUT_LIMIT + 64);
    assertThat(Files.readString(folder.resolve("err"))).isEqualTo("e\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">&2"})
  void runawayOutputEndsTheAttempt(String stream) throws Exception {
    ExitResult result =
        run("while :; do head -c 4000000 /dev/zero " + stream + "; sleep 0.01; done");
    assertThat(result).isInstanceOf(ExitResult.OutputExceeded.class);
    assertThat(AttemptFailure.of(result).orElseThrow().type()).isEqualTo("output-limit");
    assertThat(Files.size(folder.resolve("out"))).isLessThan(AttemptSpec.DEFAULT_OUTPUT_LIMIT + 64);
    assertThat(Files.size(folder.resolve("err"))).isLessThan(AttemptSpec.DEFAULT_OUTPUT_LIMIT + 64);
  }

  @Test
  void binaryOutputComesThroughUnchanged() throws Exception {
    assertThat(run("printf '\\000\\001\\377\\200\\n\\r\\000'")).isEqualTo(new ExitResult.Exited(0));
    assertThat(Files.readAllBytes(folder.resolve("out")))
        .containsExactly(0, 1, 255, 128, '\n', '\r', 0);
  }

  @Test
  void argumentsAndOddNamesReachTheCommandUnchanged() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a 'b' $(c) \"d\" *"));
    AttemptSpec spec =
        Attempts.spec(odd, Map.of("V", "x y\n\"z'"), "printf", "%s|", "a b", "", "-e", "$V", "*");
    assertThat(processes.start(spec).await()).isEqualTo(new ExitResult.Exited(0));
    assertThat(Files.readString(odd.resolve("out"))).isEqualTo("a b||-e|$V|*|");
  }

  @Test
  void aHugeEnvironmentReachesTheCommand() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      environment.put("HUGE_" + i, "v".repeat(1000));
    }
    AttemptSpec spec = Attempts.spec(folder, environment, "/bin/sh", "-c", "env | grep -c ^HUGE_");
    assertThat(processes.start(spec).await()).isEqualTo(new ExitResult.Exited(0));
    assertThat(Files.readString(folder.resolve("out"))).isEqualTo("500\n");
  }

  @Test
  void anEnvironmentBeyondTheSystemsLimitIsRefusedWithTheWayOut() {
    Map<String, String> environment = Map.of("HUGE", "v".repeat(8 << 20));
    assertThatThrownBy(() -> processes.start(Attempts.spec(folder, environment, "true")))
        .isInstanceOf(AttemptStartException.class)
        .hasMessageContaining("too long; pass the data in a file");
    assertThat(folder.resolve("groups")).isEmptyDirectory();
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> processes.start(Attempts.spec(folder, Map.of(), "no-such-program")))
        .isInstanceOf(AttemptStartException.class)
        .hasMessageContaining("'no-such-program'");
  }

  @Test
  void aMissingFolderIsNamed() {
    AttemptSpec spec = Attempts.shell(folder.resolve("absent"), "exit 0");
    assertThatThrownBy(() -> processes.start(spec))
        .isInstanceOf(AttemptStartException.class)
        .hasMessageContaining("/absent");
  }

  private ExitResult run(String script) throws Exception {
    return processes.start(Attempts.shell(folder, script)).await();
  }

  private void awaitOutput() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.size(folder.resolve("out")) > 0);
  }

  private long pidIn(String file) throws Exception {
    return Long.parseLong(Files.readString(folder.resolve(file)).strip());
  }
}
