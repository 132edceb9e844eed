package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupStarterTest {
  /** A shell whose monitor mode does nothing: it runs the guardian in the group it is in itself. */
  private static final String GROUPLESS = "#!/bin/sh\nshift 3\nexec /bin/sh -c \"$@\"\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"setsid", "bash", "ksh", "mksh"})
  void eachWayAloneGivesTheAttemptAGroupThatIsKilledWithIt(String program) throws Exception {
    var installed = Executables.find(program, System.getenv("PATH"), Path.of("/"));
    assumeThat(installed).isPresent();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve(program), installed.orElseThrow());
    try (var processes = AttemptProcesses.open(folder.resolve("groups"), bin.toString())) {
      AttemptProcess attempt =
          processes.start(Attempts.shell(folder, "sleep 1000 & echo $! > child; exit 5"));
      assertThat(attempt.await()).isEqualTo(new ExitResult.Exited(5));
      Attempts.awaitGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));

      AttemptProcess killed = processes.start(Attempts.shell(folder, "exec sleep 1000"));
      killed.kill();
      assertThat(killed.await()).isEqualTo(new ExitResult.Killed());
      Attempts.awaitGone(killed.group().id());
    }
  }

  @Test
  void withoutAnyWayNothingStartsAndWhatToInstallIsNamed() {
    assertThatThrownBy(() -> AttemptProcesses.open(folder.resolve("groups"), "/nowhere"))
        .isInstanceOf(AttemptStartException.class)
        .hasMessageContaining("found none in PATH /nowhere")
        .hasMessageContaining("install 'setsid' (package util-linux) or bash");
  }

  @Test
  void aShellThatGivesNoGroupIsRefusedByTheGuardian() throws Exception {
    script("bash", GROUPLESS);
    assertThatThrownBy(() -> AttemptProcesses.open(folder.resolve("groups"), folder.toString()))
        .isInstanceOf(AttemptStartException.class)
        .hasMessageContaining("not in one of its own");
  }

  @Test
  void aWayThatFailsIsPassedOverForTheNext() throws Exception {
    script("bash", GROUPLESS);
    script(
        "ksh",
        "#!/bin/sh\nexec setsid /bin/sh -c \"$4\" yardmaster-guardian /dev/null /dev/null\n");
    assumeThat(Executables.find("setsid", System.getenv("PATH"), Path.of("/"))).isPresent();
    assertThat(GroupStarter.find(folder.toString()).prefix().getFirst()).endsWith("/ksh");
  }

  @Test
  void nothingStartsWhenTheParentDiesBeforeItRecordedTheGroup() throws Exception {
    Path out = folder.resolve("out");
    Process guardian =
        new ProcessBuilder(
                GroupStarter.find(System.getenv("PATH")).command(out, out, List.of("echo", "up")))
            .start();
    GuardianStatus status = new GuardianStatus(guardian);
    assertThat(status.awaitReady()).isPositive();
    guardian.getOutputStream().close();
    assertThat(status.exitCode()).isEmpty();
    assertThat(out).isEmptyFile();
  }

  private void script(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
