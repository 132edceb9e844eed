package dev.yardmaster.cli.exit;

/**
 * The closed table of exit codes of {@code yardmaster}; a code once released keeps its meaning.
 *
 * <p>From 64 on they are those of BSD's sysexits.h where it has one. {@code docs/exit-codes.md} is
 * held to this table by a test.
 */
public enum ExitCode {
  OK(0, "The command did what was asked."),
  TASKS_FAILED(1, "The plan ended, but at least one task ended FAILED, SKIPPED or CANCELLED."),
  REFUSED(2, "The plan file, another input or the command was refused; nothing was changed."),
  USAGE(64, "The words on the command line were not understood."),
  DATA_DAMAGED(65, "The data folder is damaged, or its format is not one that this release reads."),
  UNAVAILABLE(69, "Something it needs is missing: a JDK 25, Maven, or a build that succeeds."),
  INTERNAL(70, "A bug: an invariant of Yardmaster itself did not hold."),
  CANNOT_CREATE(73, "A file or folder could not be created or written."),
  BUSY(75, "Another process uses the data folder or holds the build; try again later."),
  INTERRUPTED(130, "It was stopped by Ctrl-C before it was done; running it again goes on.");

  private final int code;
  private final String occurs;

  ExitCode(int code, String occurs) {
    this.code = code;
    this.occurs = occurs;
  }

  /** What the process exits with, 0 to 255. */
  public int code() {
    return code;
  }

  /** One sentence: when it occurs. */
  public String occurs() {
    return occurs;
  }
}
