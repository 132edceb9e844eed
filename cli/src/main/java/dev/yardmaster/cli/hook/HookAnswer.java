package dev.yardmaster.cli.hook;

/** What a hook says to its client, whichever form that takes. */
sealed interface HookAnswer {
  HookAnswer SILENCE = new Silence();

  /** Go on. */
  record Silence() implements HookAnswer {}

  /** Go on, and a person should know that. */
  record Warning(String text) implements HookAnswer {}

  /** The tool must not be used; the text is for the model. */
  record Refusal(String text) implements HookAnswer {}

  /** The turn must not end yet; the text is for the model. */
  record Continuation(String text) implements HookAnswer {}

  /** The model should know this from the start. */
  record Briefing(String text) implements HookAnswer {}
}
