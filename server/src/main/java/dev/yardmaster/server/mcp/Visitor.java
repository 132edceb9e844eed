package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Who stands behind an HTTP request to {@code /mcp}.
 *
 * @param remote the address it came from, as it is written down
 * @param bridge which bridge sent it, which renews its agents for as long as its pipe is open; null
 *     for none
 * @param agent the handle of an agent that joined through the bridge, by which a server that was
 *     restarted meanwhile learns of it again; null where none is shown
 */
record Visitor(
    Connection connection, String remote, @Nullable String bridge, @Nullable String agent) {
  String principal() {
    return connection.principal().value();
  }
}
