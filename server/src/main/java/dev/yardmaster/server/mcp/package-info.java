/**
 * The Model Context Protocol at {@code /mcp}: a few tools with which a language model works as an
 * agent. Begin with {@link dev.yardmaster.server.mcp.McpEndpoint}; {@code Tools} is the table of
 * tools. Each calls operations of the gateway, so that nothing is decided or authorized here.
 */
@NullMarked
package dev.yardmaster.server.mcp;

import org.jspecify.annotations.NullMarked;
