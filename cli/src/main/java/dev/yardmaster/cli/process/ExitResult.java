package dev.yardmaster.cli.process;

/** How an attempt's command ended. */
public sealed interface ExitResult {
  /** The command ended by itself with this code, 0 to 255. */
  record Exited(int code) implements ExitResult {}

  /**
   * The command died of this signal. Read from the shell's 128 + signal, so a command that itself
   * exits with such a code reads the same.
   */
  record Signalled(int signal) implements ExitResult {}

  /** The whole group was killed before the command ended: by its owner, or from outside. */
  record Killed() implements ExitResult {}

  /** The group was killed because one stream's file had grown to this many bytes. */
  record OutputExceeded(long bytes, long bound) implements ExitResult {}

  /** Returns the result for a shell's {@code $?}. */
  static ExitResult ofShell(int code) {
    return code > 128 && code <= 128 + 64 ? new Signalled(code - 128) : new Exited(code);
  }
}
