/**
 * {@code yardmaster mcp}: a bridge from MCP over stdio to a server's {@code /mcp}, for clients that
 * start a process. It passes messages on and understands no tools; begin with {@code Bridge}.
 */
@NullMarked
package dev.yardmaster.cli.mcp;

import org.jspecify.annotations.NullMarked;
