package dev.yardmaster.core.record;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;

/** What happened to records. */
public sealed interface RecordEvent extends Event {
  /** A record has a new content; its version is the position of this event. */
  record RecordPut(RecordKey key, AgentId by, Payload value) implements RecordEvent {}

  /** A record is gone. */
  record RecordDeleted(RecordKey key, AgentId by) implements RecordEvent {}

  /** Somebody expected another version than the present one, 0 for none; nothing changed. */
  record VersionCheckFailed(RecordKey key, AgentId by, long expected, long present)
      implements RecordEvent {}

  /** Of a snapshot: a record as it stands. */
  record RecordRestored(RecordKey key, AgentId by, long version, Payload value)
      implements RecordEvent {}

  /** Of a snapshot: how many version checks have failed. */
  record FailedChecksRestored(long count) implements RecordEvent {}
}
