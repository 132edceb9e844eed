package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes waiting requests, decides them one after another, and makes one batch of them. Owned by the
 * driver's thread.
 *
 * <p>Requests wait in the inbox; those taken from it and not decided yet, or to be decided again,
 * are carried, and come first.
 */
final class BatchBuilder {
  private final int shard;
  private final DriverOptions options;
  private final TimeSource time;
  private final Inbox inbox;
  private final EngineCommands engine;
  private final ArrayDeque<Pending> carried = new ArrayDeque<>();
  private int singlesLeft;
  private long batchBegan;
  private int batchSize;

  BatchBuilder(
      int shard, DriverOptions options, TimeSource time, Inbox inbox, EngineCommands engine) {
    this.shard = shard;
    this.options = options;
    this.time = time;
    this.inbox = inbox;
    this.engine = engine;
  }

  /** What became of an attempt to build a batch. */
  sealed interface Built {
    /** Nothing waits. */
    record Nothing() implements Built {}

    /** A batch to be sent on its way. */
    record Ready(Batch batch) implements Built {}

    /**
     * The state is ahead of what can be written and must be built again; the requests, if known
     * which, that caused it are answered and dropped.
     */
    record Spoiled(List<Pending> poison) implements Built {
      public Spoiled {
        poison = List.copyOf(poison);
      }
    }
  }

  boolean isEmpty() {
    return carried.isEmpty() && inbox.isEmpty();
  }

  /** Lets requests be decided before all others, in this order. */
  void carryAgain(List<? extends Pending> requests) {
    for (int i = requests.size() - 1; i >= 0; i--) {
      carried.addFirst(requests.get(i));
    }
  }

  /** Takes what waits, without deciding it. */
  List<Pending> takeWaiting() {
    List<Pending> waiting = new ArrayList<>(carried);
    carried.clear();
    inbox.drainTo(waiting, options.batchCommands(), Integer.MAX_VALUE);
    return waiting;
  }

  Built build(Machine machine, Now now) {
    long began = time.nanos();
    if (batchSize > 0) {
      inbox.served(batchSize, began - batchBegan);
      batchSize = 0;
    }
    engine.addDue(machine, now, began, carried);
    int most = singlesLeft > 0 ? 1 : options.batchCommands();
    if (carried.size() < most && singlesLeft == 0) {
      List<Pending> taken = new ArrayList<>();
      inbox.drainTo(taken, most - carried.size(), options.batchBytes());
      carried.addAll(taken);
    }
    if (carried.isEmpty()) {
      return new Built.Nothing();
    }
    singlesLeft = Math.max(0, singlesLeft - 1);
    batchBegan = began;
    return decideCarried(machine, now, most);
  }

  private Built decideCarried(Machine machine, Now now, int most) {
    LogPosition base = machine.position();
    long incarnation = machine.incarnation();
    List<Pending> decided = new ArrayList<>(Math.min(most, carried.size()));
    List<LogRecord.Entry> entries = new ArrayList<>();
    long weight = 0;
    while (!carried.isEmpty()
        && decided.size() < most
        && weight < options.batchBytes()
        && (decided.isEmpty() || time.nanos() - batchBegan < options.batchTime().toNanos())) {
      Pending next = carried.remove();
      if (!decide(machine, next, now, entries)) {
        return drop(next, decided);
      }
      decided.add(next);
      weight += next.weight();
    }
    batchSize = decided.size();
    return entries.isEmpty()
        ? new Built.Ready(Batch.unlogged(decided))
        : encode(decided, new LogRecord(incarnation, base, now, entries, machine.hash()));
  }

  /** Decides one request; false when it threw after it had changed the state. */
  private boolean decide(Machine machine, Pending pending, Now now, List<LogRecord.Entry> entries) {
    return switch (pending) {
      case Pending.OfQuery<?> query -> {
        query.decide(machine, now);
        yield true;
      }
      case Pending.OfCommand command -> decide(machine, command, now, entries);
    };
  }

  private boolean decide(
      Machine machine, Pending.OfCommand command, Now now, List<LogRecord.Entry> entries) {
    Request request = command.request();
    try {
      Decision decision = machine.decide(request, now);
      entries.addAll(decision.entries());
      command.decided(decision.reply(), !decision.entries().isEmpty());
      Decisions.log(shard, request, decision, machine, now);
      return true;
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      int emitted = machine.eventsEmitted();
      Driver.LOG.error(
          "Deciding {} in workspace {} threw after {} events; answering INTERNAL",
          nameOf(request.command()),
          request.workspace(),
          emitted,
          e);
      command.decided(Reply.refused(Refusals.internal(nameOf(request.command()))), false);
      return emitted == 0;
    }
  }

  /**
   * Drops a command that left the state half-changed. Everything decided with it is decided again
   * without it, so that it cannot do this twice.
   */
  private Built drop(Pending poison, List<Pending> decidedBefore) {
    if (poison instanceof Pending.OfCommand command
        && command.request().command() instanceof ShardCommand) {
      engine.pause();
    }
    carryAgain(decidedBefore);
    return new Built.Spoiled(List.of(poison));
  }

  private Built encode(List<Pending> decided, LogRecord record) {
    try {
      byte[] bytes = LogRecordCodec.encode(record);
      if (bytes.length > CommandLog.MAX_RECORD_BYTES) {
        throw new IllegalStateException("A record of %d bytes".formatted(bytes.length));
      }
      return new Built.Ready(Batch.logged(decided, record, bytes));
    } catch (RuntimeException e) {
      Driver.LOG.error(
          "A batch of {} requests could not be written as a record", decided.size(), e);
      return isolate(decided);
    }
  }

  /** Finds the one request that spoils a record by deciding each in a record of its own. */
  private Built isolate(List<Pending> decided) {
    if (decided.size() == 1 && decided.get(0) instanceof Pending.OfCommand command) {
      command.decided(Reply.refused(Refusals.internal(nameOf(command.request().command()))), false);
      return drop(command, List.of());
    }
    singlesLeft = decided.size();
    carryAgain(decided);
    return new Built.Spoiled(List.of());
  }

  private static String nameOf(Command command) {
    return command.getClass().getSimpleName();
  }
}
