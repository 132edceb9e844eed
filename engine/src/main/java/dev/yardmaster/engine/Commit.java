package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.function.Consumer;

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

  /** Its events after a position, in order. */
  void events(LogPosition after, Consumer<CommittedEvent> receiver) {
    long position = base.value();
    for (LogRecord.Entry entry : record.entries()) {
      for (Event event : entry.events()) {
        position++;
        if (position > after.value()) {
          receiver.accept(
              new CommittedEvent(
                  new LogPosition(position),
                  record.now(),
                  entry.workspace(),
                  entry.principal(),
                  event));
        }
      }
    }
  }
}
