package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.exit.ExitCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param figures of the operations; none where the load is to be idle
 * @param kept null where nothing was begun by a rate
 * @param ended operations that were over, measured or not
 * @param attached agents with a session at the end of the run, by the server's count
 * @param ownCpu time on processors that this process took during the operations
 * @param server what its process took during the operations; null where it was not asked for
 * @param failures calls that failed
 * @param discrepancies what does not add up, in sentences
 */
record Result(
    LoadName load,
    By by,
    Shape shape,
    double joinSeconds,
    Figures figures,
    Pace.@Nullable Kept kept,
    long ended,
    int attached,
    Duration ownCpu,
    @Nullable ServerProcess server,
    Failures failures,
    List<String> discrepancies,
    boolean interrupted) {
  /** How many calls failed, and how the first did. */
  record Failures(long count, String first) {}

  ExitCode exitCode() {
    if (!discrepancies.isEmpty()) {
      return ExitCode.INTERNAL;
    }
    if (failures.count() > 0) {
      return ExitCode.UNAVAILABLE;
    }
    return interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
  }
}
