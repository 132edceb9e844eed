package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.connection.Connection;

/**
 * Who stands behind an HTTP request to {@code /mcp}.
 *
 * @param bridged whether a bridge sent it, which renews the agent for as long as its pipe is open
 */
record Visitor(Connection connection, boolean bridged) {}
