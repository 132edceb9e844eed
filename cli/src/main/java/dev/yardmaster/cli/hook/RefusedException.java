package dev.yardmaster.cli.hook;

import java.io.Serial;

/** The server said no; the message is its sentence. */
final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
