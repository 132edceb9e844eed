package dev.yardmaster.server.mcp;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Principal;

/**
 * What an MCP session remembers of the agent that joined in it.
 *
 * @param principal who joined; nobody else sits here
 * @param agent its id; empty where only its handle is known
 * @param handle the agent's secret
 */
record Seat(Principal principal, String workspace, String agent, String handle) {
  /**
   * The seat of a handle as join returned it, whose agent is not known yet.
   *
   * @throws IllegalArgumentException for another text
   */
  static Seat shown(Principal principal, String handle) {
    int slash = handle.lastIndexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException(
          "Expected the handle as join returned it, got another text; join again if it is lost");
    }
    return new Seat(principal, handle.substring(0, slash), "", handle.substring(slash + 1));
  }

  Seat of(AgentId known) {
    return new Seat(principal, workspace, known.value(), handle);
  }

  @Override
  public String toString() {
    return "Seat[%s/%s]".formatted(workspace, agent); // no secrets
  }
}
