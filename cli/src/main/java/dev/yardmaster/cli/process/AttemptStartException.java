package dev.yardmaster.cli.process;

import java.io.IOException;

/** An attempt that could not be started; its message names what is missing. Nothing is running. */
public final class AttemptStartException extends IOException {
  private static final long serialVersionUID = 1L;

  AttemptStartException(String message) {
    super(message);
  }

  AttemptStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
