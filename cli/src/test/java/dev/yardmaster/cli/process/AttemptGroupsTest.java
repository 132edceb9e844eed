package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AttemptGroupsTest {
  @TempDir Path folder;
  private Process leader;
  private AttemptGroups.Group group;

  /** A group without a guardian: its leader reads until told to end, and leaves its child alone. */
  @BeforeEach
  void startGroup() throws Exception {
    String way = GroupStarter.find(System.getenv("PATH")).prefix().getFirst();
    leader = new ProcessBuilder(way, "/bin/sh", "-c", "echo ready; read -r line").start();
    // Before the shell runs, its process may be in the group of this one still.
    assertThat(leader.inputReader().readLine()).isEqualTo("ready");
    group = new AttemptGroups.Group(leader.pid(), ProcessTable.start(leader.pid()));
  }

  @AfterEach
  void endGroup() {
    leader.destroyForcibly();
  }

  @Test
  void aFolderThatIsNotThereRecordsNothing() throws Exception {
    assertThat(AttemptGroups.awaitGone(folder.resolve("absent"), Duration.ZERO))
        .isEqualTo(new AttemptGroups.Report(List.of(), List.of(), List.of()));
  }

  @Test
  void aGroupThatStaysIsKilledAfterThePatience() throws Exception {
    new AttemptGroups(folder).record(group);
    assertThat(AttemptGroups.awaitGone(folder, Duration.ofMillis(100)))
        .isEqualTo(new AttemptGroups.Report(List.of(), List.of(group), List.of()));
    assertThat(leader.waitFor()).isEqualTo(128 + 9);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aGroupThatGoesByItselfIsWaitedForAndNotKilled() throws Exception {
    new AttemptGroups(folder).record(group);
    var rerun = new RerunThread(folder);
    rerun.start();
    leader.getOutputStream().close();
    assertThat(leader.waitFor()).isEqualTo(1);
    rerun.join();
    assertThat(rerun.report)
        .isEqualTo(new AttemptGroups.Report(List.of(group), List.of(), List.of()));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anIdGivenToAnotherProcessIsLeftAlone() throws Exception {
    AttemptGroups.Group former = new AttemptGroups.Group(group.id(), "1" + group.start());
    new AttemptGroups(folder).record(former);
    assertThat(AttemptGroups.awaitGone(folder, Duration.ZERO))
        .isEqualTo(new AttemptGroups.Report(List.of(former), List.of(), List.of()));
    assertThat(leader.isAlive()).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void recordsOfAnotherBootOrCutShortAreDroppedAndKillNothing() throws Exception {
    Path file = folder.resolve(group.id() + ".group");
    for (String text : List.of("", "x", "another-boot\n" + group.start() + "\n")) {
      Files.writeString(file, text);
      assertThat(AttemptGroups.awaitGone(folder, Duration.ZERO).killed()).isEmpty();
      assertThat(leader.isAlive()).isTrue();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void bothProcessTablesKnowTheGroupAndItsStart() throws Exception {
    assertThat(ProcessTable.read().hasMember(group)).isTrue();
    ProcessTable ps = ProcessTable.ofPs();
    String start =
        ps.rows().stream().filter(row -> row.pid() == group.id()).findFirst().orElseThrow().start();
    assertThat(ps.hasMember(new AttemptGroups.Group(group.id(), start))).isTrue();
    assertThat(ps.hasMember(new AttemptGroups.Group(group.id(), "Thu Jan 1 1970"))).isFalse();
  }

  private static final class RerunThread extends Thread {
    private final Path folder;
    private volatile AttemptGroups.Report report =
        new AttemptGroups.Report(List.of(), List.of(), List.of());

    RerunThread(Path folder) {
      this.folder = folder;
    }

    @Override
    public void run() {
      try {
        report = AttemptGroups.awaitGone(folder, Duration.ofSeconds(30));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
