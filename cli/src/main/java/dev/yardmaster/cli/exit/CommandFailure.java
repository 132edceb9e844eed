package dev.yardmaster.cli.exit;

/**
 * Ends a subcommand with one line on stderr and an exit code, from however deep inside it.
 *
 * <p>The message says what was expected, what is, and what to do next; it is shown without a stack
 * trace, so it is not for bugs.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public CommandFailure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandFailure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
