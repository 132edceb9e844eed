package dev.yardmaster.protocol.log;

/**
 * Bytes that are no log record this release can read: damaged, of another format version, or
 * holding something that only a newer release knows. The text says which, and what to do.
 */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableRecordException(String message) {
    super(message);
  }

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
