package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attempt costs beside its command. Counts this process and its reaped descendants; the
 * guardian's listening child, a fork that reads one line, is reaped by init and not counted.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AttemptCostTest {
  private static final int ATTEMPTS = 500;

  /** Far above what was measured, so that only a change of kind (a poll, a scan) trips it. */
  private static final Duration BOUND = Duration.ofMillis(30);

  @TempDir Path folder;

  @Test
  void anAttemptCostsFewMillisecondsOfProcessorTime() throws Exception {
    try (var processes = AttemptProcesses.open(folder.resolve("groups"))) {
      run(processes);
      Duration before = used();
      long[] latencies = new long[ATTEMPTS];
      for (int i = 0; i < ATTEMPTS; i++) {
        long start = System.nanoTime();
        run(processes);
        latencies[i] = System.nanoTime() - start;
      }
      Duration each = used().minus(before).dividedBy(ATTEMPTS);
      Arrays.sort(latencies);
      System.out.printf(
          "attempt of 'true': %.2f ms processor time, latency p50 %.2f ms, p99 %.2f ms%n",
          each.toNanos() / 1e6,
          latencies[ATTEMPTS / 2] / 1e6,
          latencies[ATTEMPTS * 99 / 100] / 1e6);
      assertThat(each).isLessThan(BOUND);
    }
  }

  private void run(AttemptProcesses processes) throws Exception {
    assertThat(processes.start(Attempts.spec(folder, Map.of(), "true")).await())
        .isEqualTo(new ExitResult.Exited(0));
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
