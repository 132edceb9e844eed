package dev.yardmaster.cli.serve;

import dev.yardmaster.server.gateway.Limits;
import picocli.CommandLine.Option;

/** How much of a server its callers may take, as words of a command. */
final class LimitOptions {
  @Option(
      names = "--calls-per-agent",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Calls of one agent per second (default: ${DEFAULT-VALUE}).")
  int callsPerAgent = Limits.DEFAULT.callsPerAgent();

  @Option(
      names = "--calls-per-workspace",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Calls in one workspace per second (default: ${DEFAULT-VALUE}).")
  int callsPerWorkspace = Limits.DEFAULT.callsPerWorkspace();

  @Option(
      names = "--max-streams",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Streams open at one time (default: ${DEFAULT-VALUE}).")
  int maxStreams = Limits.DEFAULT.streams();

  /**
   * The limits.
   *
   * @throws IllegalArgumentException where one is less than 1
   */
  Limits read() {
    return new Limits(callsPerAgent, callsPerWorkspace, maxStreams);
  }
}
