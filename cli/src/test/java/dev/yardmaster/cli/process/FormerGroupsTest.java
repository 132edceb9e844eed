package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run beside what an earlier one left alive. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FormerGroupsTest {
  @TempDir private Path folder;

  @Test
  void aRerunStartsNothingBeforeTheGroupsOfAnEarlierRunAreGone() throws Exception {
    Path groups = Files.createDirectories(folder.resolve("yardmaster-data/groups"));
    String way = GroupStarter.find(System.getenv("PATH")).prefix().getFirst();
    // Without waiting, the task below would start long before this ends.
    Process former = new ProcessBuilder(way, "/bin/sh", "-c", "sleep 4; true").start();
    AttemptGroups.Group group =
        new AttemptGroups.Group(former.pid(), ProcessTable.start(former.pid()));
    new AttemptGroups(groups).record(group);
    Files.writeString(
        folder.resolve("plan.yaml"),
        "name: rerun\ntasks:\n  - {id: look, run: 'kill -0 -%d 2>/dev/null && echo alive || echo gone'}\n"
            .formatted(group.id()));

    Cli cli = new Cli(folder);
    Cli.Result run = cli.execute("run", "plan.yaml");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(cli.execute("logs", "look").out()).isEqualTo("gone\n");
    assertThat(groups).isEmptyDirectory();
  }
}
