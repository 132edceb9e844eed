package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.shard.LogRecord;

/**
 * A record that was committed and applied.
 *
 * @param index of the record in the log
 * @param base position before its first event, as applied
 * @param incarnation after it
 * @param bytes its length in the log
 */
record Commit(long index, LogPosition base, long incarnation, LogRecord record, int bytes) {
  LogPosition end() {
    return new LogPosition(base.value() + record.eventCount());
  }
}
