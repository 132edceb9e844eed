package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.ShardEvent.LeaderChanged;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads applied commits from the log, without a state: it skips just the records that the state
 * skipped, because whether a record applies depends on incarnation and base alone.
 */
final class CommitReader implements AutoCloseable {
  private final LogReader reader;
  private long position;
  private long incarnation;

  CommitReader(CommandLog log, PositionIndex.Mark from) throws LogException {
    this.reader = log.read(from.index() + 1);
    this.position = from.position();
    this.incarnation = from.incarnation();
  }

  /** The next applied commit, or null when no further one is committed yet. */
  @Nullable Commit next() throws LogException {
    while (reader.advance()) {
      byte[] bytes = reader.record();
      LogRecord record = LogRecordCodec.decode(bytes);
      LeaderChanged change = leaderChange(record);
      if (change != null) {
        incarnation += change.increment();
      }
      if (change != null
          || (record.incarnation() == incarnation && record.base().value() == position)) {
        Commit commit =
            new Commit(
                reader.index(), new LogPosition(position), incarnation, record, bytes.length);
        position = commit.end().value();
        return commit;
      }
    }
    return null;
  }

  private static @Nullable LeaderChanged leaderChange(LogRecord record) {
    List<LogRecord.Entry> entries = record.entries();
    if (entries.isEmpty() || entries.get(0).events().isEmpty()) {
      return null;
    }
    Event first = entries.get(0).events().get(0);
    return first instanceof LeaderChanged change ? change : null;
  }

  @Override
  public void close() {
    reader.close();
  }
}
