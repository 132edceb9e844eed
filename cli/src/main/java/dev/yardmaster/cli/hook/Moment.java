package dev.yardmaster.cli.hook;

import java.util.Map;

/** When a client calls its hook, as far as that matters here. */
enum Moment {
  BEFORE_TOOL,
  TURN_END,
  SESSION_START,
  SESSION_END,
  /** All else; a sign of life. */
  OTHER;

  /** By the names of Claude Code and Codex, Gemini CLI, and Cursor. */
  private static final Map<String, Moment> NAMES =
      Map.of(
          "PreToolUse", BEFORE_TOOL,
          "BeforeTool", BEFORE_TOOL,
          "preToolUse", BEFORE_TOOL,
          "Stop", TURN_END,
          "AfterAgent", TURN_END,
          "stop", TURN_END,
          "SessionStart", SESSION_START,
          "sessionStart", SESSION_START,
          "SessionEnd", SESSION_END,
          "sessionEnd", SESSION_END);

  static Moment of(String event) {
    return NAMES.getOrDefault(event, OTHER);
  }
}
