package dev.yardmaster.server.mcp;

import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call in a session, as the revisions up to 2025-11-25 have them.
 *
 * @param progressToken under which progress is told; null when the client wants none
 */
record SessionLine(McpSyncServerExchange exchange, @Nullable Object progressToken) implements Line {
  @Override
  public Visitor visitor() {
    return (Visitor)
        Objects.requireNonNull(exchange.transportContext().get(McpGate.CALLER), "a caller");
  }

  @Override
  public @Nullable String session() {
    return exchange.sessionId();
  }

  @Override
  public void goesOn(double seconds, String what) {
    if (progressToken != null) {
      exchange.progressNotification(
          ProgressNotification.builder(progressToken, seconds)
              .total((double) ToolCall.MAX_WAIT_SECONDS)
              .message(what)
              .build());
    }
  }
}
