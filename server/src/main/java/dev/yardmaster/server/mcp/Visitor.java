package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Who stands behind an HTTP request to {@code /mcp}.
 *
 * @param remote the address it came from, as it is written down
 * @param bridge which bridge sent it, which renews its agents for as long as its pipe is open; null
 *     for none
 */
record Visitor(Connection connection, String remote, @Nullable String bridge) {
  String principal() {
    return connection.principal().value();
  }
}
