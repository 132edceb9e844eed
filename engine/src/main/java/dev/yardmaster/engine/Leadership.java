package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Whether and how this node leads, and the way back to it. Owned by the driver's thread.
 *
 * <p>Whenever the state may be ahead of what will be committed (leadership lost, a failed append, a
 * command that threw half-way) it is thrown away, rebuilt from snapshot and log, and led again
 * under a new incarnation, which gives every session its grace; so nothing uncommitted is ever
 * built upon.
 */
final class Leadership {
  /** What the driver does with requests. */
  enum Mode {
    /** Nobody leads here: refuses. */
    FOLLOWING,
    /** Waits for its own LeaderChanged to be committed: lets requests wait. */
    TAKING_OVER,
    /** Decides. */
    LEADING,
    /** Leads, but the log takes no records: answers queries from the committed state. */
    READ_ONLY,
    /** Cannot go on: refuses. */
    BROKEN
  }

  private final ShardParts parts;
  private final CommandLog log;
  private final TimeSource time;
  private final CommitSink sink;
  private final Replica replica;
  private final InFlight inFlight;
  private final BatchBuilder batches;
  private final StateClock clock;
  private final CompletableFuture<Void> serving = new CompletableFuture<>();
  // Read by others too, who only tell people.
  private volatile Mode mode = Mode.FOLLOWING;
  private volatile String reason = "the log is not open yet";
  private boolean leader;
  private boolean rebuildWanted;
  private boolean firstTakeOver = true;
  private long takingOverSince;

  Leadership(
      ShardParts parts,
      CommitSink sink,
      Replica replica,
      InFlight inFlight,
      BatchBuilder batches,
      StateClock clock) {
    this.parts = parts;
    this.log = parts.log();
    this.time = parts.time();
    this.sink = sink;
    this.replica = replica;
    this.inFlight = inFlight;
    this.batches = batches;
    this.clock = clock;
  }

  Mode mode() {
    return mode;
  }

  /** Why it does not lead, in words for callers. */
  String reason() {
    return reason;
  }

  boolean isRebuildWanted() {
    return rebuildWanted;
  }

  /** Completes when requests are served, or cannot be. */
  CompletableFuture<Void> serving() {
    return serving;
  }

  long nanosSinceTakeOverBegan() {
    return time.nanos() - takingOverSince;
  }

  /** The driver cannot begin, or cannot go on. */
  void failed(String why, Throwable cause) {
    reason = why;
    serving.completeExceptionally(cause);
  }

  /** Lets batches in flight end, then throws the state away and builds it from the log. */
  private void wantRebuild(Mode next, String why) {
    rebuildWanted = true;
    mode = next;
    reason = why;
    takingOverSince = time.nanos();
  }

  void rebuildIfWanted() {
    if (rebuildWanted && inFlight.isEmpty()) {
      rebuild();
    }
  }

  private void rebuild() {
    rebuildWanted = false;
    try {
      replica.rebuild(log);
    } catch (LogException | RuntimeException e) {
      broken("the state could not be rebuilt", e);
      return;
    }
    Driver.LOG.info(
        "Shard {} rebuilt its state up to position {}",
        parts.shard(),
        replica.machine().position());
    if (mode == Mode.TAKING_OVER && leader) {
      beginTakeOver();
    }
  }

  // ---- gaining it

  void gained() {
    leader = true;
    if (inFlight.isEmpty() && !rebuildWanted) {
      beginTakeOver();
    } else {
      wantRebuild(Mode.TAKING_OVER, reason);
    }
  }

  private void beginTakeOver() {
    mode = Mode.TAKING_OVER;
    takingOverSince = time.nanos();
    Machine machine = replica.machine();
    clock.anchor(machine.now());
    int increment = firstTakeOver ? parts.takeOver().increment() : 1;
    LogRecord record = machine.takeOver(clock.now(), parts.entropy().getAsLong(), increment);
    inFlight.add(Batch.takeOver(record, LogRecordCodec.encode(record)));
  }

  /** The record by which this node takes over is committed and applied. */
  void takenOver() {
    if (mode != Mode.TAKING_OVER) {
      return;
    }
    mode = Mode.LEADING;
    replica.machine().lead(clock.now());
    if (firstTakeOver) {
      firstTakeOver = false;
      parts.takeOver().done().run();
      if (parts.takeOver().endsInProcessSessions()) {
        batches.carryAgain(
            List.of(EngineCommands.pending(new ShardCommand.EndInProcessSessions())));
      }
    }
    sink.leading(replica.machine());
    Driver.LOG.info(
        "Shard {} leads from position {}, incarnation {}",
        parts.shard(),
        replica.machine().position(),
        replica.machine().incarnation());
    serving.complete(null);
  }

  // ---- losing it

  /** A record this node did not just decide: of another leader, of a former time, or a takeover. */
  void replay(long index, byte[] bytes, boolean own) {
    if (!own && !inFlight.isEmpty() && mode == Mode.LEADING && changesLeader(bytes)) {
      lose("another node took over");
    }
    if (rebuildWanted) {
      return; // the rebuilt state will contain it
    }
    try {
      replica.replay(index, bytes);
    } catch (RuntimeException e) {
      broken("record %d could not be replayed".formatted(index), e);
    }
  }

  private static boolean changesLeader(byte[] bytes) {
    List<LogRecord.Entry> entries = LogRecordCodec.decode(bytes).entries();
    return !entries.isEmpty() && entries.get(0).events().get(0) instanceof ShardEvent.LeaderChanged;
  }

  /** The state may be ahead of the log: a request spoiled it. */
  void spoiled() {
    wantRebuild(Mode.TAKING_OVER, "the state is being rebuilt after a bug");
  }

  void appendFailed(Batch failed, LogException failure) {
    if (!inFlight.contains(failed)) {
      return; // refused already, when leadership was lost
    }
    String why = String.valueOf(failure.getMessage());
    switch (failure.kind()) {
      case STORAGE_FULL -> {
        Driver.LOG.warn("Shard {} is read-only: {}", parts.shard(), why);
        takeBack(failed, Refusals.readOnly(why));
        wantRebuild(Mode.READ_ONLY, why);
      }
      case NOT_LEADER, BUSY, CLOSED -> {
        takeBack(failed, Refusals.unavailable(why));
        wantRebuild(
            failure.kind() == LogException.Kind.BUSY ? Mode.TAKING_OVER : Mode.FOLLOWING, why);
      }
      case LEADERSHIP_LOST,
          STORAGE_FAILED,
          LISTENER_FAILED,
          OUT_OF_RANGE,
          DAMAGED,
          READ_FAILED,
          LOCKED,
          UNKNOWN_FORMAT,
          UNUSABLE_FOLDER ->
          lose(why);
    }
  }

  private void takeBack(Batch failed, Refusal refusal) {
    batches.carryAgain(inFlight.takeBack(failed, refusal));
  }

  void lose(String why) {
    Driver.LOG.warn("Shard {} does not lead any more: {}", parts.shard(), why);
    leader = false;
    inFlight.abandon(Refusals.unknown(why), Refusals.unavailable(why));
    wantRebuild(Mode.FOLLOWING, why);
  }

  void writable(boolean writable) {
    if (writable && mode == Mode.READ_ONLY && leader && !rebuildWanted) {
      beginTakeOver();
    } else if (writable && mode == Mode.READ_ONLY) {
      mode = Mode.TAKING_OVER;
    }
  }

  private void broken(String what, Exception cause) {
    Driver.LOG.error("Shard {} stops serving: {}", parts.shard(), what, cause);
    lose(what + " (" + cause.getMessage() + ")");
    rebuildWanted = false;
    mode = Mode.BROKEN;
    serving.completeExceptionally(cause);
  }
}
