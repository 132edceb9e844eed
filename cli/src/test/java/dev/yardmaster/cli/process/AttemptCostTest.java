package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attempt costs beside its command, against what the same machine takes at the same time
 * for a bare process of the same command. Counts this process and its reaped descendants; the
 * guardian's listening child, a fork that reads one line, is reaped by init and not counted.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AttemptCostTest {
  private static final int ROUNDS = 20;
  private static final int EACH = 10;

  /** Several times what was measured, so that only a change of kind (a poll, a scan) trips it. */
  private static final double BOUND = 12;

  @TempDir Path folder;

  @Test
  void anAttemptCostsAFewBareProcessesOfProcessorTime() throws Exception {
    try (var processes = AttemptProcesses.open(folder.resolve("groups"))) {
      attempt(processes);
      bare();
      Duration attempts = Duration.ZERO;
      Duration bare = Duration.ZERO;
      // In turns, so that both meet the same load.
      for (int round = 0; round < ROUNDS; round++) {
        attempts = attempts.plus(used(() -> attempt(processes)));
        bare = bare.plus(used(this::bare));
      }
      double ratio = (double) attempts.toNanos() / bare.toNanos();
      System.out.printf(
          "attempt of 'true': %.2f ms processor time, %.1f times a bare process%n",
          attempts.toNanos() / 1e6 / (ROUNDS * EACH), ratio);
      assertThat(ratio).isLessThan(BOUND);
    }
  }

  private void attempt(AttemptProcesses processes) throws Exception {
    assertThat(processes.start(Attempts.spec(folder, Map.of(), "true")).await())
        .isEqualTo(new ExitResult.Exited(0));
  }

  private void bare() throws Exception {
    assertThat(new ProcessBuilder("true").directory(folder.toFile()).start().waitFor()).isZero();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Duration used(Work work) throws Exception {
    Duration before = used();
    for (int i = 0; i < EACH; i++) {
      work.run();
    }
    return used().minus(before);
  }

  private static Duration used() throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Duration own = Duration.ofNanos(system.getProcessCpuTime());
    Path stat = Path.of("/proc/self/stat");
    if (!Files.isReadable(stat)) {
      return own;
    }
    String line = Files.readString(stat);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    // Fields 16 and 17 of proc(5): the reaped descendants, in hundredths of a second.
    return own.plusMillis(10 * (Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
  }
}
