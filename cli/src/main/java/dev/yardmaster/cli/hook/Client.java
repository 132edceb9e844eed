package dev.yardmaster.cli.hook;

/** In whose form a hook is answered. */
enum Client {
  /** Claude Code; Codex and Gemini CLI understand the same. */
  CLAUDE,
  CURSOR
}
