package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogSnapshot;
import java.util.function.Supplier;

/**
 * The driver's state, and what was made public of it: every applied record once, in order, however
 * often the state is built again. Owned by the driver's thread.
 */
final class Replica {
  private final Supplier<Machine> machines;
  private final CommitSink sink;
  private Rebuild state;
  private long publishedIndex;

  Replica(Supplier<Machine> machines, CommitSink sink) {
    this.machines = machines;
    this.sink = sink;
    this.state = new Rebuild(machines.get());
  }

  Machine machine() {
    return state.machine();
  }

  /** The record it stands at. */
  long index() {
    return state.index();
  }

  void restore(LogSnapshot snapshot) throws LogException {
    state.restore(snapshot);
    restored(state.index(), machine().position(), machine().incarnation());
  }

  /** A record this node did not just decide. */
  void replay(long index, byte[] bytes) {
    state.replay(index, bytes, follower());
  }

  /** A record this node decided, and so applied already, is committed. */
  void committed(long index, Batch own, int length) {
    LogRecord record = own.record();
    if (record == null) {
      throw new IllegalStateException("A logged batch without a record");
    }
    state.passed(index);
    publish(new Commit(index, record.base(), record.incarnation(), record, length));
  }

  /** Throws the state away and builds it from the log. */
  void rebuild(CommandLog log) throws LogException {
    state = new Rebuild(machines.get());
    state.run(log, follower(), index -> {});
  }

  private Rebuild.Follower follower() {
    return new Rebuild.Follower() {
      @Override
      public void restored(long index, LogPosition position, long incarnation) {
        Replica.this.restored(index, position, incarnation);
      }

      @Override
      public void applied(Commit commit) {
        publish(commit);
      }
    };
  }

  private void restored(long index, LogPosition position, long incarnation) {
    if (index > publishedIndex) {
      publishedIndex = index;
      sink.restored(index, position, incarnation);
    }
  }

  private void publish(Commit commit) {
    if (commit.index() > publishedIndex) {
      publishedIndex = commit.index();
      sink.committed(commit, machine());
    }
  }
}
