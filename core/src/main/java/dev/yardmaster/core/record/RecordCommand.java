package dev.yardmaster.core.record;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;

/** What can be asked about records. An expected version is exact, or one of these two. */
public sealed interface RecordCommand extends Command {
  /** Whatever the version, absent included. */
  long ANY_VERSION = -1;

  /** There must be no such record. */
  long ABSENT = 0;

  /** Writes a record; its version becomes the log position of the writing. */
  record PutRecord(Caller caller, RecordKey key, long expectedVersion, Payload value)
      implements RecordCommand {}

  /** Removes a record. */
  record DeleteRecord(Caller caller, RecordKey key, long expectedVersion)
      implements RecordCommand {}
}
