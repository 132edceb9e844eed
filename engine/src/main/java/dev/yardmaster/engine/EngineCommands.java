package dev.yardmaster.engine;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * The commands that the engine itself asks for: a tick when something is due, a continuation while
 * a cascade goes on. One that throws is asked for again after a pause that doubles. Owned by the
 * driver's thread.
 */
final class EngineCommands {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal ENGINE = Principal.of("engine");
  private static final long SIGNS_OF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final CommitSink sink;
  private final TimeSource time;
  private long quietUntil;
  private long quiet = FIRST_QUIET_NANOS;
  private long lastSignsOfLife;

  EngineCommands(CommitSink sink, TimeSource time) {
    this.sink = sink;
    this.time = time;
    this.quietUntil = time.nanos();
    this.lastSignsOfLife = time.nanos() - SIGNS_OF_LIFE_NANOS;
  }

  static Pending.OfCommand pending(ShardCommand command) {
    return new Pending.OfCommand(new Request(WORKSPACE, ENGINE, null, command));
  }

  /** Adds what is to be decided now. */
  void addDue(Machine machine, Now now, long nanos, Collection<Pending> receiver) {
    if (nanos - quietUntil < 0) {
      return;
    }
    Deadline next = machine.nextDeadline(now);
    if (next.stateMillis() <= now.stateMillis() || next.wallMillis() <= now.wallMillis()) {
      // Agents that live here are alive as surely as this thread is: told before anything expires.
      if (nanos - lastSignsOfLife >= SIGNS_OF_LIFE_NANOS) {
        lastSignsOfLife = nanos;
        for (Request sign : sink.signsOfLife()) {
          receiver.add(new Pending.OfCommand(sign));
        }
      }
      receiver.add(pending(new ShardCommand.Tick()));
    }
    if (machine.hasMore()) {
      receiver.add(pending(new ShardCommand.Continue()));
    }
  }

  /** One of them threw. */
  void pause() {
    quietUntil = time.nanos() + quiet;
    quiet = Math.min(2 * quiet, LONGEST_QUIET_NANOS);
  }

  /** How long nothing is due. */
  long idleNanos(Machine machine, Now now) {
    Deadline next = machine.nextDeadline(now);
    long millis =
        Math.min(
            next.stateMillis() - Math.min(next.stateMillis(), now.stateMillis()),
            next.wallMillis() - Math.min(next.wallMillis(), now.wallMillis()));
    long untilLoud = Math.max(1, quietUntil - time.nanos());
    return Math.max(untilLoud, TimeUnit.MILLISECONDS.toNanos(Math.min(millis, 1_000)));
  }
}
