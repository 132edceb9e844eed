package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.Optional;

/**
 * A change of a record, as a watch tells it.
 *
 * {@snippet file="RecordExamplesTest.java" region="change"}
 */
public sealed interface RecordChange {
  RecordKey key();

  /** Who changed it. */
  AgentId by();

  /** Where to go on watching after this change. */
  LogPosition position();

  /** The record has this content and version. */
  record Written(StoredRecord record) implements RecordChange {
    @Override
    public RecordKey key() {
      return record.key();
    }

    @Override
    public AgentId by() {
      return record.by();
    }

    @Override
    public LogPosition position() {
      return new LogPosition(record.version());
    }
  }

  /** The record is gone. */
  record Deleted(RecordKey key, AgentId by, LogPosition position) implements RecordChange {}

  static Optional<RecordChange> of(CommittedEvent committed) {
    LogPosition position = committed.position();
    return switch (committed.event()) {
      case RecordEvent.RecordPut put ->
          Optional.of(
              new Written(new StoredRecord(put.key(), put.by(), position.value(), put.value())));
      case RecordEvent.RecordDeleted gone ->
          Optional.of(new Deleted(gone.key(), gone.by(), position));
      default -> Optional.empty();
    };
  }
}
