package dev.yardmaster.client;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.record.StoredRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record has another version than the one expected: FAILED_PRECONDITION.
 *
 * {@snippet file="RecordExamplesTest.java" region="conflict"}
 */
public final class VersionConflictException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable StoredRecord present;

  VersionConflictException(Refusal refusal, @Nullable StoredRecord present) {
    super(refusal);
    this.present = present;
  }

  /** The record as read right after the refusal; empty when there is none. */
  public Optional<StoredRecord> present() {
    return Optional.ofNullable(present);
  }

  /** The version of {@link #present}; 0 when there is none. */
  public long presentVersion() {
    return present == null ? RecordCommand.ABSENT : present.version();
  }
}
