package dev.yardmaster.protocol.log;

/**
 * An entry that would not come back as it is: it holds text that is not well-formed Unicode, makes
 * the record too long, or is of an event family without a mapping. A bug of whoever let it through
 * validation; {@link #entry()} names the culprit so that only its command need fail.
 */
public final class UnwritableRecordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int entry;

  UnwritableRecordException(int entry, String message) {
    super("Entry %d cannot be written: %s".formatted(entry, message));
    this.entry = entry;
  }

  UnwritableRecordException(int entry, IllegalArgumentException cause) {
    super("Entry %d cannot be written: %s".formatted(entry, cause.getMessage()), cause);
    this.entry = entry;
  }

  /** Index of the offending entry, from 0; of the largest one if the record is too long. */
  public int entry() {
    return entry;
  }
}
