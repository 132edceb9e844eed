package dev.yardmaster.cli.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What the tests of this package share: commands as specs, and waiting for processes to vanish. */
final class Attempts {
  private Attempts() {}

  /** A shell command in the folder, its output in the folder's {@code out} and {@code err}. */
  static AttemptSpec shell(Path folder, String script) {
    return spec(folder, Map.of(), "/bin/sh", "-c", script);
  }

  static AttemptSpec spec(Path folder, Map<String, String> environment, String... argv) {
    return new AttemptSpec(
        List.of(argv),
        environment,
        folder,
        folder.resolve("out"),
        folder.resolve("err"),
        AttemptSpec.DEFAULT_OUTPUT_LIMIT);
  }

  /** Bounded; a zombie counts as gone, since only its parent can remove it. */
  static void awaitGone(long pid) {
    Awaitility.await("end of process " + pid)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> ProcessTable.start(pid).equals("unknown"));
  }
}
