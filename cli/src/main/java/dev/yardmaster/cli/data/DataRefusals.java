package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.engine.log.LogException;

/** How the faults of a data folder end a command. */
public final class DataRefusals {
  private DataRefusals() {}

  /** The failure that shows a fault of the log. */
  public static CommandFailure of(LogException fault) {
    ExitCode code =
        switch (fault.kind()) {
          case LOCKED, BUSY -> ExitCode.BUSY;
          case DAMAGED, UNKNOWN_FORMAT, READ_FAILED -> ExitCode.DATA_DAMAGED;
          case STORAGE_FULL, STORAGE_FAILED, UNUSABLE_FOLDER -> ExitCode.CANNOT_CREATE;
          case OUT_OF_RANGE -> ExitCode.BUSY;
          case NOT_LEADER, LEADERSHIP_LOST, LISTENER_FAILED, CLOSED -> ExitCode.INTERNAL;
        };
    return new CommandFailure(code, String.valueOf(fault.getMessage()), fault);
  }
}
