package dev.yardmaster.cli.hook;

import java.io.Serial;

/** No server answered in time; the message says where it was asked and what to do. */
final class UnreachableException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }
}
