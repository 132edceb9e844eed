package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A machine made from a log's newest snapshot and the records after it; every record's state hash
 * is checked on the way (S4).
 */
final class Rebuild {
  private final Machine machine;
  private long index;

  Rebuild(Machine fresh) {
    this.machine = fresh;
  }

  Machine machine() {
    return machine;
  }

  /** The record it stands at. */
  long index() {
    return index;
  }

  /** Own records are applied already when they are decided. */
  void passed(long at) {
    index = at;
  }

  void restore(LogSnapshot snapshot) throws LogException {
    Optional<byte[]> chunk = snapshot.next();
    while (chunk.isPresent()) {
      machine.restore(LogRecordCodec.decodeEntries(chunk.get()));
      chunk = snapshot.next();
    }
    machine.finishRestore();
    index = snapshot.index();
  }

  /** Replays the newest snapshot and all that is committed, telling the index of each record. */
  void run(CommandLog log, Follower follower, LongConsumer progress) throws LogException {
    Optional<LogSnapshot> newest = log.newestSnapshot();
    if (newest.isPresent()) {
      try (LogSnapshot snapshot = newest.get()) {
        restore(snapshot);
        follower.restored(index, machine.position(), machine.incarnation());
      }
    }
    try (LogReader reader = log.read(index + 1)) {
      while (reader.advance()) {
        replay(reader.index(), reader.record(), follower);
        progress.accept(reader.index());
      }
    }
  }

  void replay(long at, byte[] bytes, Follower follower) {
    LogRecord record = LogRecordCodec.decode(bytes);
    boolean applied = machine.replay(record);
    index = at;
    if (applied) {
      LogPosition base = new LogPosition(machine.position().value() - record.eventCount());
      follower.applied(new Commit(at, base, machine.incarnation(), record, bytes.length));
    }
  }

  /** Hears what is replayed. */
  interface Follower {
    void restored(long index, LogPosition position, long incarnation);

    void applied(Commit commit);

    /** One that does not care. */
    Follower NOBODY =
        new Follower() {
          @Override
          public void restored(long index, LogPosition position, long incarnation) {}

          @Override
          public void applied(Commit commit) {}
        };
  }
}
