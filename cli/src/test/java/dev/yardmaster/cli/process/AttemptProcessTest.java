package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AttemptProcessTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 64, 125, 126, 127, 128, 200, 255})
  void theExitCodeComesBackExactly(int code) throws Exception {
    assertThat(run("/usr/bin:/bin", "exit " + code)).isEqualTo(new ExitResult.Exited(code));
    assertThat(folder.resolve("attempts")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 15})
  void aDeathBySignalNamesTheSignal(int signal) throws Exception {
    assertThat(run("/usr/bin:/bin", "kill -" + signal + " $$"))
        .isEqualTo(new ExitResult.Signalled(signal));
  }

  @Test
  void withoutSetsidMonitorModeGivesTheGroup() throws Exception {
    assertThat(run("/nowhere", "exit 5")).isEqualTo(new ExitResult.Exited(5));
  }

  @Test
  void backgroundChildrenGoWithTheGroup() throws Exception {
    assertThat(run("/usr/bin:/bin", "(sleep 1000 & echo $! > child) ; exit 3"))
        .isEqualTo(new ExitResult.Exited(3));
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aCommandThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
    try (var processes = AttemptProcesses.open(folder.resolve("attempts"))) {
      AttemptProcess attempt = processes.start(spec("trap '' TERM; while :; do sleep 0.1; done"));
      attempt.terminate(Duration.ofMillis(200));
      assertThat(attempt.await()).isEqualTo(new ExitResult.Killed());
    }
  }

  @Test
  void bigOutputKeepsHeadAndTailAndSaysWhatWasDropped() throws Exception {
    assertThat(run("/usr/bin:/bin", "echo first; head -c 5000000 /dev/zero; echo last; echo e >&2"))
        .isEqualTo(new ExitResult.Exited(0));
    String out = Files.readString(folder.resolve("out"));
    int kept = AttemptSpec.DEFAULT_OUTPUT_LIMIT;
    assertThat(out).startsWith("first\n").endsWith("last\n");
    assertThat(out)
        .contains(
            new String(
                BoundedLog.marker(5_000_011L - kept), java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(Files.readString(folder.resolve("err"))).isEqualTo("e\n");
  }

  @Test
  void aMissingProgramAndAMissingFolderAreNamed() throws Exception {
    try (var processes = AttemptProcesses.open(folder.resolve("attempts"))) {
      assertThatThrownBy(() -> processes.start(spec(List.of("no-such-program"), folder)))
          .isInstanceOf(AttemptStartException.class)
          .hasMessageContaining("no-such-program");
      assertThatThrownBy(() -> processes.start(spec(List.of("true"), folder.resolve("absent"))))
          .isInstanceOf(AttemptStartException.class)
          .hasMessageContaining("absent");
    }
  }

  private ExitResult run(String path, String script) throws Exception {
    try (var processes = AttemptProcesses.open(folder.resolve("attempts"), path)) {
      return processes.start(spec(script)).await();
    }
  }

  private AttemptSpec spec(String script) {
    return spec(List.of("/bin/sh", "-c", script), folder);
  }

  private AttemptSpec spec(List<String> argv, Path cwd) {
    return new AttemptSpec(
        argv,
        Map.of(),
        cwd,
        folder.resolve("out"),
        folder.resolve("err"),
        AttemptSpec.DEFAULT_OUTPUT_LIMIT);
  }
}
