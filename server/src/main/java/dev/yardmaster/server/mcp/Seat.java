package dev.yardmaster.server.mcp;

import dev.yardmaster.core.identity.Principal;

/**
 * What an MCP session remembers of the agent that joined in it.
 *
 * @param principal who joined; nobody else sits here
 * @param handle the agent's secret
 */
record Seat(Principal principal, String workspace, String agent, String handle) {
  @Override
  public String toString() {
    return "Seat[%s/%s]".formatted(workspace, agent); // no secrets
  }
}
