package dev.yardmaster.cli.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run: a command, additions to the environment, its folder, and where its output goes.
 *
 * @param outputLimit bytes kept of each stream, head and tail; at least 1024
 */
public record AttemptSpec(
    List<String> argv,
    Map<String, String> environment,
    Path folder,
    Path stdout,
    Path stderr,
    int outputLimit) {
  /** Bytes kept of each stream unless told otherwise: 1 MiB. */
  public static final int DEFAULT_OUTPUT_LIMIT = 1 << 20;

  public AttemptSpec {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    stdout = stdout.toAbsolutePath();
    stderr = stderr.toAbsolutePath();
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("Expected a command, but argv is empty");
    }
    if (outputLimit < 1024) {
      throw new IllegalArgumentException("Expected at least 1024 bytes, but was " + outputLimit);
    }
  }
}
