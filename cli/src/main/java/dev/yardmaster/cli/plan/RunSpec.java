package dev.yardmaster.cli.plan;

import java.util.List;

/** What an attempt executes: a shell script, or a program with its arguments. */
public sealed interface RunSpec {

  /**
   * A script for {@code /bin/sh -c}. Nothing is ever substituted in it: parameters and the facts of
   * the attempt reach it only as environment variables, so that no value can become code.
   */
  record Shell(String script) implements RunSpec {}

  /** A program and its arguments, in which {@link Placeholders} are filled; no shell sees them. */
  record Argv(List<String> words) implements RunSpec {
    public Argv {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("Expected a program to run, but the list is empty");
      }
    }
  }
}
