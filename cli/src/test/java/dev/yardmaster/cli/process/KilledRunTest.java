package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise of the guardian: nothing of an attempt outlives a run that is killed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledRunTest {
  @TempDir Path folder;

  /** Also a failing test leaves nothing behind. */
  @AfterEach
  void killWhatIsLeft() throws Exception {
    assertThat(AttemptGroups.awaitGone(folder.resolve("groups"), Duration.ZERO).remaining())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"setsid, false", "setsid, true", "bash, false", "bash, true"})
  void killingTheRunLeavesNoMemberOfItsGroupsAlive(String program, boolean wholeGroup)
      throws Exception {
    var installed = Executables.find(program, System.getenv("PATH"), Path.of("/"));
    assumeThat(installed).isPresent();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve(program), installed.orElseThrow());
    // The run leads a group of its own, so that all of it can be killed as a shell's job is.
    Process run =
        new ProcessBuilder(
                GroupStarter.find(System.getenv("PATH")).prefix().getFirst(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KillableRun.class.getName(),
                folder.toString(),
                bin.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> groups = new ArrayList<>();
    try (var lines = run.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 3; i++) {
        groups.add(Long.valueOf(String.valueOf(lines.readLine())));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.exists(folder.resolve("written")));
      assertThat(living(groups)).containsExactlyInAnyOrderElementsOf(groups);
    } finally {
      if (wholeGroup) {
        AttemptGroups.kill(new AttemptGroups.Group(run.pid(), ProcessTable.start(run.pid())));
      } else {
        run.destroyForcibly();
      }
    }
    assertThat(run.waitFor()).isEqualTo(128 + 9);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(living(groups)).isEmpty());
    AttemptGroups.Report report =
        AttemptGroups.awaitGone(folder.resolve("groups"), Duration.ofSeconds(10));
    assertThat(report.gone()).extracting(AttemptGroups.Group::id).hasSameElementsAs(groups);
    assertThat(report.killed()).isEmpty();
    assertThat(folder.resolve("groups")).isEmptyDirectory();
  }

  private static List<Long> living(List<Long> groups) throws Exception {
    return ProcessTable.read().rows().stream()
        .map(ProcessTable.Row::group)
        .filter(groups::contains)
        .distinct()
        .toList();
  }
}
