package dev.yardmaster.server.gateway;

/**
 * How much of a server one agent, one workspace and all streams together may take, so that one that
 * runs wild does not stop the others.
 *
 * @param callsPerAgent calls of one agent in a second
 * @param callsPerWorkspace calls in one workspace in a second, whoever calls
 * @param streams of agents, watchers and strategies, over gRPC and HTTP, at one time
 */
public record Limits(int callsPerAgent, int callsPerWorkspace, int streams) {
  public static final Limits DEFAULT = new Limits(5_000, 100_000, 20_000);

  public Limits {
    if (callsPerAgent < 1 || callsPerWorkspace < 1 || streams < 1) {
      throw new IllegalArgumentException(
          "Expected limits of 1 or more, got %d calls per agent, %d per workspace, %d streams"
              .formatted(callsPerAgent, callsPerWorkspace, streams));
    }
  }
}
