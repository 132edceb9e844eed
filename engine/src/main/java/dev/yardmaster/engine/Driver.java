package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.engine.Leadership.Mode;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a shard's state: it decides requests in batches, appends each batch as
 * one record, and releases replies and events only when they are committed.
 *
 * <p>The log's thread and callers only leave messages ({@link Signals}, {@link Inbox}). A turn
 * takes the signals first, then decides at most one batch. The parts: {@link BatchBuilder} decides,
 * {@link InFlight} holds what is not yet released, {@link Replica} is the state, {@link Leadership}
 * gains, loses and regains the right to decide.
 */
final class Driver implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(Driver.class);

  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ShardParts parts;
  private final DriverOptions options;
  private final CommandLog log;
  private final TimeSource time;
  private final Wakeup wakeup = new Wakeup();
  private final Signals signals = new Signals(wakeup::call);
  private final Inbox inbox;
  private final Replies replies;
  private final Thread thread;
  private volatile boolean closing;
  private volatile long closeAtNanos;

  // Owned by the driver's thread.
  private final StateClock clock;
  private final EngineCommands engine;
  private final BatchBuilder batches;
  private final InFlight inFlight;
  private final Replica replica;
  private final Leadership leadership;
  private final List<Signal> received = new ArrayList<>();

  Driver(ShardParts parts, DriverOptions options, CommitSink sink) {
    this.parts = parts;
    this.options = options;
    this.log = parts.log();
    this.time = parts.time();
    this.inbox = new Inbox(options.inbox(), wakeup::call);
    this.replies = new Replies(parts.replies());
    this.clock = new StateClock(time);
    this.engine = new EngineCommands(sink, time);
    this.batches = new BatchBuilder(parts.shard(), options, time, inbox, engine);
    this.inFlight = new InFlight(log, signals, replies);
    this.replica = new Replica(parts.machines(), sink);
    this.leadership = new Leadership(parts, sink, replica, inFlight, batches, clock);
    this.thread =
        Thread.ofPlatform()
            .name("yardmaster-shard-" + parts.shard())
            .daemon(true)
            .unstarted(this::runToEnd);
  }

  /** Opens the log on the driver's thread; completes when requests are served, or cannot be. */
  CompletableFuture<Void> start() {
    thread.start();
    return leadership.serving();
  }

  // ---- for whoever asks how it is, from any thread

  boolean isAlive() {
    return thread.isAlive();
  }

  Mode mode() {
    return leadership.mode();
  }

  /** Why it does not lead, in words. */
  String reason() {
    return leadership.reason();
  }

  Inbox.Load load() {
    return inbox.load();
  }

  /** Lets a request wait for its decision; it always ends (S6). */
  void submit(Pending pending) {
    inbox.offer(pending);
  }

  /** Refuses new requests, ends those that wait within the bound, and stops. */
  void close(Duration bound) {
    closeAtNanos = time.nanos() + bound.toNanos();
    closing = true;
    inbox.close(Refusals.unavailable("this engine is closing"));
    wakeup.call();
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  private void runToEnd() {
    try {
      if (open()) {
        boolean more = true;
        while (more) {
          long wait = turn();
          more = wait >= 0;
          if (wait > 0) {
            wakeup.sleep(wait, () -> signals.isEmpty() && (!takesRequests() || inbox.isEmpty()));
          }
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("The driver of shard {} stopped on a bug", parts.shard(), e);
      leadership.failed("the driver stopped on a bug", e);
      throw e;
    } finally {
      end();
    }
  }

  /** Opens the log: snapshot and records are replayed by this very thread. */
  boolean open() {
    try {
      FromLog listener = new FromLog(Thread.currentThread(), replica, signals);
      log.start(listener);
      listener.opened();
      return true;
    } catch (LogException | RuntimeException e) {
      LOG.error("Shard {} could not be opened: {}", parts.shard(), e.getMessage());
      leadership.failed("the log could not be opened: " + e.getMessage(), e);
      return false;
    }
  }

  /**
   * Does what can be done now. Returns how many nanoseconds to sleep unless called, 0 for not at
   * all, -1 when closed.
   */
  long turn() {
    received.clear();
    signals.drainTo(received);
    for (Signal signal : received) {
      handle(signal);
    }
    leadership.rebuildIfWanted();
    boolean worked =
        switch (leadership.mode()) {
          case LEADING -> hasRoomInFlight() && decideBatch();
          case READ_ONLY -> serveReads();
          case TAKING_OVER -> waitForLeadership();
          case FOLLOWING, BROKEN -> refuseWaiting(Refusals.unavailable(leadership.reason()));
        };
    if (closing && isDrained()) {
      return -1;
    }
    return worked ? 0 : sleepNanos();
  }

  private boolean hasRoomInFlight() {
    return inFlight.size() < options.batchesInFlight();
  }

  private boolean isDrained() {
    boolean cascading = leadership.mode() == Mode.LEADING && replica.machine().hasMore();
    return (inFlight.isEmpty() && batches.isEmpty() && !cascading)
        || time.nanos() - closeAtNanos >= 0;
  }

  private boolean takesRequests() {
    Mode mode = leadership.mode();
    return mode != Mode.TAKING_OVER && (mode != Mode.LEADING || hasRoomInFlight());
  }

  private long sleepNanos() {
    if (closing) {
      return TimeUnit.MILLISECONDS.toNanos(10);
    }
    if (leadership.mode() != Mode.LEADING || !hasRoomInFlight()) {
      return LONGEST_SLEEP_NANOS;
    }
    return Math.min(LONGEST_SLEEP_NANOS, engine.idleNanos(replica.machine(), clock.now()));
  }

  // ---- signals

  private void handle(Signal signal) {
    switch (signal) {
      case Signal.Committed committed -> committed(committed.index(), committed.bytes());
      case Signal.AppendFailed failed -> leadership.appendFailed(failed.batch(), failed.reason());
      case Signal.BarrierReturned returned -> inFlight.barrierReturned(returned);
      case Signal.LeadershipGained gained -> leadership.gained();
      case Signal.LeadershipLost lost ->
          leadership.lose(String.valueOf(lost.reason().getMessage()));
      case Signal.Writable writable -> leadership.writable(writable.writable());
      case Signal.Overtaken overtaken -> leadership.lose("a snapshot of another leader arrived");
    }
  }

  private void committed(long index, byte[] bytes) {
    Batch own = inFlight.ownerOf(bytes);
    if (own != null && !own.isTakeOver()) {
      replica.committed(index, own, bytes.length);
    } else if (index > replica.index()) {
      leadership.replay(index, bytes, own != null);
    }
    if (own != null) {
      inFlight.settle(own);
      if (own.isTakeOver()) {
        leadership.takenOver();
      }
    }
  }

  // ---- leading

  private boolean decideBatch() {
    return switch (batches.build(replica.machine(), clock.now())) {
      case BatchBuilder.Built.Nothing nothing -> false;
      case BatchBuilder.Built.Ready ready -> {
        inFlight.add(ready.batch());
        yield true;
      }
      case BatchBuilder.Built.Spoiled spoiled -> {
        replies.release(spoiled.poison());
        leadership.spoiled();
        yield true;
      }
    };
  }

  // ---- not leading

  private boolean serveReads() {
    leadership.serving().complete(null);
    if (leadership.isRebuildWanted() || !hasRoomInFlight()) {
      return false;
    }
    List<Pending> waiting = batches.takeWaiting();
    if (waiting.isEmpty()) {
      return false;
    }
    List<Pending> refused = new ArrayList<>();
    List<Pending> answered = new ArrayList<>();
    Now now = clock.now();
    for (Pending pending : waiting) {
      switch (pending) {
        case Pending.OfQuery<?> query -> {
          query.decide(replica.machine(), now);
          answered.add(query);
        }
        case Pending.OfCommand command -> refused.add(command);
      }
    }
    replies.refuse(refused, Refusals.readOnly(leadership.reason()));
    if (!answered.isEmpty()) {
      inFlight.add(Batch.unlogged(answered));
    }
    return true;
  }

  private boolean waitForLeadership() {
    if (leadership.nanosSinceTakeOverBegan() < options.takeOverTime().toNanos()) {
      return false;
    }
    return refuseWaiting(Refusals.unavailable("its leadership is not confirmed yet"));
  }

  private boolean refuseWaiting(Refusal refusal) {
    List<Pending> waiting = batches.takeWaiting();
    replies.refuse(waiting, refusal);
    return !waiting.isEmpty();
  }

  /** Ends every request that is still here (S6). */
  private void end() {
    Refusal nothingHappened = Refusals.unavailable("this engine is closed");
    inbox.close(nothingHappened);
    inFlight.abandon(Refusals.unknown("this engine was closed"), nothingHappened);
    while (refuseWaiting(nothingHappened)) {
      LOG.debug("Refused what waited at the end");
    }
    signals.close();
  }
}
