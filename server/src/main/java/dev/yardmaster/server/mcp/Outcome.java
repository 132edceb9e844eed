package dev.yardmaster.server.mcp;

import java.util.Map;

/**
 * What became of a call of a tool.
 *
 * @param text the same for clients that read only text
 * @param isNo whether it was refused
 */
record Outcome(Map<String, Object> content, String text, boolean isNo) {}
