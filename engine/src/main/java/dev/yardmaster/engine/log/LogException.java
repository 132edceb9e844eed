package dev.yardmaster.engine.log;

import org.jspecify.annotations.Nullable;

/** A fault of a log; its {@link Kind} says what became of the call. */
public final class LogException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What happened, and what it means for the record concerned. */
  public enum Kind {
    /** Not appended: this node does not lead. */
    NOT_LEADER,
    /** Leadership was lost meanwhile; the record may still be committed, even much later. */
    LEADERSHIP_LOST,
    /** Not appended: too many records are waiting already. */
    BUSY,
    /** Not appended: the disk is nearly full. Reads go on; a later append may succeed. */
    STORAGE_FULL,
    /**
     * A write or fsync failed; the record may be found after a restart. When an append says so,
     * this log acknowledges nothing any more.
     */
    STORAGE_FAILED,
    /** The listener threw; the log stopped delivering. The record may be committed. */
    LISTENER_FAILED,
    /** Not appended: the log is closed. */
    CLOSED,
    /** The index was compacted or is not committed yet. */
    OUT_OF_RANGE,
    /** Files of the log contradict themselves or each other; nothing was served from them. */
    DAMAGED,
    /** A file could not be read. */
    READ_FAILED,
    /** Another log object, here or in another process, has the folder open. */
    LOCKED,
    /** The folder was written by another release in a format this one does not know. */
    UNKNOWN_FORMAT,
    /** The folder cannot be used for this purpose, for instance a restore into a used folder. */
    UNUSABLE_FOLDER
  }

  private final Kind kind;

  public LogException(Kind kind, String message) {
    this(kind, message, null);
  }

  public LogException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Damage in a file, and what to do about it. */
  static LogException damaged(String file, String problem) {
    return new LogException(
        Kind.DAMAGED,
        file
            + ": "
            + problem
            + ". Nothing was changed. Restore a backup with `yardmaster restore`, or bring back the"
            + " undamaged file");
  }

  static LogException readFailed(String file, Throwable cause) {
    return new LogException(
        Kind.READ_FAILED,
        "Could not read " + file + " (" + cause.getMessage() + "); check the disk and try again",
        cause);
  }
}
