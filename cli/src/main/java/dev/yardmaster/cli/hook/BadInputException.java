package dev.yardmaster.cli.hook;

import java.io.Serial;

/** What came on stdin is no hook input; the message says what was expected. */
final class BadInputException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
