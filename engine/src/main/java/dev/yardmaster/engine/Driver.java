package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogListener;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.time.Duration;
import java.util.ArrayDeque;
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
 * takes the signals first, then decides at most one batch. Whenever the state may be ahead of what
 * will be committed (leadership lost, a failed append, a command that threw half-way) it is thrown
 * away, rebuilt from snapshot and log, and led again under a new incarnation, which gives every
 * session its grace; so nothing uncommitted is ever built upon.
 */
final class Driver implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(Driver.class);

  private static final WorkspaceId ENGINE_WORKSPACE = WorkspaceId.of("default");
  private static final Principal ENGINE = Principal.of("engine");
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SIGNS_OF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What the driver does with requests. */
  private enum Mode {
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
  private final DriverOptions options;
  private final CommitSink sink;
  private final CommandLog log;
  private final TimeSource time;
  private final Wakeup wakeup = new Wakeup();
  private final Signals signals = new Signals(wakeup::call);
  private final Inbox inbox;
  private final Thread thread;
  private final CompletableFuture<Void> serving = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile long closeAtNanos;

  // Owned by the driver's thread.
  private final StateClock clock;
  private final ArrayDeque<Batch> inFlight = new ArrayDeque<>();
  private final ArrayDeque<Pending> carried = new ArrayDeque<>();
  private final List<Signal> received = new ArrayList<>();
  private Rebuild state;
  private Mode mode = Mode.FOLLOWING;
  private String reason = "the log is not open yet";
  private boolean leader;
  private boolean rebuildWanted;
  private boolean firstTakeOver = true;
  private long publishedIndex;
  private long takingOverSince;
  private int singlesLeft;
  private long engineQuietUntil;
  private long engineQuiet = FIRST_QUIET_NANOS;
  private long lastSignsOfLife;
  private long batchBegan;
  private int batchSize;

  Driver(ShardParts parts, DriverOptions options, CommitSink sink) {
    this.parts = parts;
    this.options = options;
    this.sink = sink;
    this.log = parts.log();
    this.time = parts.time();
    this.inbox = new Inbox(options.inbox(), wakeup::call);
    this.clock = new StateClock(time);
    this.state = new Rebuild(parts.machines().get());
    this.engineQuietUntil = time.nanos();
    this.lastSignsOfLife = time.nanos() - SIGNS_OF_LIFE_NANOS;
    this.thread =
        Thread.ofPlatform()
            .name("yardmaster-shard-" + parts.shard())
            .daemon(true)
            .unstarted(this::runToEnd);
  }

  /** Opens the log on the driver's thread; completes when requests are served, or cannot be. */
  CompletableFuture<Void> start() {
    thread.start();
    return serving;
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
      reason = "the driver stopped on a bug";
      serving.completeExceptionally(e);
      throw e;
    } finally {
      end();
    }
  }

  /** Opens the log: snapshot and records are replayed by this very thread. */
  boolean open() {
    try {
      FromLog listener = new FromLog(Thread.currentThread());
      log.start(listener);
      listener.opening = false;
      return true;
    } catch (LogException | RuntimeException e) {
      LOG.error("Shard {} could not be opened: {}", parts.shard(), e.getMessage());
      reason = "the log could not be opened: " + e.getMessage();
      serving.completeExceptionally(e);
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
    if (rebuildWanted && inFlight.isEmpty()) {
      rebuild();
    }
    boolean worked =
        switch (mode) {
          case LEADING -> inFlight.size() < options.batchesInFlight() && decideBatch();
          case READ_ONLY -> serveReads();
          case TAKING_OVER -> waitForLeadership();
          case FOLLOWING, BROKEN -> refuseWaiting(Refusals.unavailable(reason));
        };
    if (closing && isDrained()) {
      return -1;
    }
    return worked ? 0 : sleepNanos();
  }

  private boolean isDrained() {
    boolean cascading = mode == Mode.LEADING && state.machine().hasMore();
    return (inFlight.isEmpty() && carried.isEmpty() && inbox.isEmpty() && !cascading)
        || time.nanos() - closeAtNanos >= 0;
  }

  private boolean takesRequests() {
    return mode != Mode.TAKING_OVER
        && (mode != Mode.LEADING || inFlight.size() < options.batchesInFlight());
  }

  private long sleepNanos() {
    if (closing) {
      return TimeUnit.MILLISECONDS.toNanos(10);
    }
    if (mode != Mode.LEADING || inFlight.size() >= options.batchesInFlight()) {
      return LONGEST_SLEEP_NANOS;
    }
    Now now = clock.now();
    Deadline next = state.machine().nextDeadline(now);
    long millis =
        Math.min(
            next.stateMillis() - Math.min(next.stateMillis(), now.stateMillis()),
            next.wallMillis() - Math.min(next.wallMillis(), now.wallMillis()));
    long quiet = Math.max(1, engineQuietUntil - time.nanos());
    return Math.min(
        LONGEST_SLEEP_NANOS,
        Math.max(quiet, TimeUnit.MILLISECONDS.toNanos(Math.min(millis, 1_000))));
  }

  // ---- deciding

  private boolean decideBatch() {
    Now now = clock.now();
    long began = time.nanos();
    if (batchSize > 0) {
      inbox.served(batchSize, began - batchBegan);
      batchSize = 0;
    }
    addEngineCommands(now, began);
    int most = singlesLeft > 0 ? 1 : options.batchCommands();
    if (carried.size() < most && singlesLeft == 0) {
      List<Pending> taken = new ArrayList<>();
      inbox.drainTo(taken, most - carried.size(), options.batchBytes());
      carried.addAll(taken);
    }
    if (carried.isEmpty()) {
      return false;
    }
    singlesLeft = Math.max(0, singlesLeft - 1);
    decideCarried(now, began, most);
    batchBegan = began;
    return true;
  }

  private void decideCarried(Now now, long began, int most) {
    Machine machine = state.machine();
    LogPosition base = machine.position();
    long incarnation = machine.incarnation();
    List<Pending> decided = new ArrayList<>(Math.min(most, carried.size()));
    List<LogRecord.Entry> entries = new ArrayList<>();
    long weight = 0;
    while (!carried.isEmpty()
        && decided.size() < most
        && weight < options.batchBytes()
        && (decided.isEmpty() || time.nanos() - began < options.batchTime().toNanos())) {
      Pending next = carried.remove();
      if (!decide(machine, next, now, entries)) {
        giveUp(next, decided);
        return;
      }
      decided.add(next);
      weight += next.weight();
    }
    batchSize = decided.size();
    if (entries.isEmpty()) {
      askBarrier(Batch.unlogged(decided));
    } else {
      append(decided, new LogRecord(incarnation, base, now, entries, machine.hash()));
    }
  }

  /** Decides one request; false when it threw after it had changed the state. */
  private boolean decide(Machine machine, Pending pending, Now now, List<LogRecord.Entry> entries) {
    return switch (pending) {
      case Pending.OfQuery<?> query -> {
        query.decide(machine);
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
      Decisions.log(parts.shard(), request, decision);
      return true;
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      int emitted = machine.eventsEmitted();
      LOG.error(
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
   * Drops a command that left the state half-changed. The state is rebuilt, and everything decided
   * with it is decided again without it, so that it cannot do this twice.
   */
  private void giveUp(Pending poison, List<Pending> decidedBefore) {
    if (poison instanceof Pending.OfCommand command
        && command.request().command() instanceof ShardCommand) {
      engineQuietUntil = time.nanos() + engineQuiet;
      engineQuiet = Math.min(2 * engineQuiet, LONGEST_QUIET_NANOS);
    }
    release(List.of(poison));
    carryAgain(decidedBefore);
    wantRebuild(Mode.TAKING_OVER, "the state is being rebuilt after a bug");
  }

  private void carryAgain(List<Pending> requests) {
    for (int i = requests.size() - 1; i >= 0; i--) {
      carried.addFirst(requests.get(i));
    }
  }

  private void addEngineCommands(Now now, long nanos) {
    if (nanos - engineQuietUntil < 0) {
      return;
    }
    Machine machine = state.machine();
    Deadline next = machine.nextDeadline(now);
    if (next.stateMillis() <= now.stateMillis() || next.wallMillis() <= now.wallMillis()) {
      // Agents that live here are alive as surely as this thread is: told before anything expires.
      if (nanos - lastSignsOfLife >= SIGNS_OF_LIFE_NANOS) {
        lastSignsOfLife = nanos;
        for (Request sign : sink.signsOfLife()) {
          carried.add(new Pending.OfCommand(sign));
        }
      }
      carried.add(engine(new ShardCommand.Tick()));
    }
    if (machine.hasMore()) {
      carried.add(engine(new ShardCommand.Continue()));
    }
  }

  private static Pending.OfCommand engine(ShardCommand command) {
    return new Pending.OfCommand(new Request(ENGINE_WORKSPACE, ENGINE, null, command));
  }

  private static String nameOf(Command command) {
    return command.getClass().getSimpleName();
  }

  // ---- in flight

  private void append(List<Pending> decided, LogRecord record) {
    byte[] bytes;
    try {
      bytes = LogRecordCodec.encode(record);
      if (bytes.length > CommandLog.MAX_RECORD_BYTES) {
        throw new IllegalStateException("A record of %d bytes".formatted(bytes.length));
      }
    } catch (RuntimeException e) {
      LOG.error("A batch of {} requests could not be written as a record", decided.size(), e);
      isolate(decided);
      return;
    }
    propose(Batch.logged(decided, record, bytes), bytes);
  }

  /** Finds the one request that spoils a record by deciding each in a record of its own. */
  private void isolate(List<Pending> decided) {
    if (decided.size() == 1 && decided.get(0) instanceof Pending.OfCommand command) {
      command.decided(Reply.refused(Refusals.internal(nameOf(command.request().command()))), false);
      giveUp(command, List.of());
    } else {
      singlesLeft = decided.size();
      carryAgain(decided);
      wantRebuild(Mode.TAKING_OVER, "the state is being rebuilt after a bug");
    }
  }

  private void propose(Batch batch, byte[] bytes) {
    inFlight.add(batch);
    log.append(bytes)
        .whenComplete((index, failure) -> {
          if (failure != null) {
            signals.postNow(new Signal.AppendFailed(batch, asLogException(failure)));
          }
        });
  }

  private void askBarrier(Batch batch) {
    inFlight.add(batch);
    CompletableFuture<Void> barrier = log.readBarrier().toCompletableFuture();
    if (barrier.isDone() && !barrier.isCompletedExceptionally()) {
      batch.settle();
      releaseSettled();
    } else {
      var unused =
          barrier.whenComplete(
              (nothing, failure) -> signals.postNow(new Signal.BarrierReturned(batch, failure)));
    }
  }

  private static LogException asLogException(Throwable failure) {
    Throwable cause = failure.getCause();
    if (failure instanceof LogException known) {
      return known;
    } else if (cause instanceof LogException known) {
      return known;
    }
    return new LogException(LogException.Kind.STORAGE_FAILED, String.valueOf(failure), failure);
  }

  private void releaseSettled() {
    while (!inFlight.isEmpty() && inFlight.element().isSettled()) {
      release(inFlight.remove().requests());
    }
  }

  private void release(List<Pending> requests) {
    if (!requests.isEmpty()) {
      parts.replies().execute(() -> requests.forEach(Pending::release));
    }
  }

  private void refuse(List<Pending> requests, Refusal refusal) {
    if (!requests.isEmpty()) {
      parts.replies().execute(() -> requests.forEach(request -> request.refuse(refusal)));
    }
  }

  // ---- signals

  private void handle(Signal signal) {
    switch (signal) {
      case Signal.Committed committed -> committed(committed.index(), committed.bytes());
      case Signal.AppendFailed failed -> appendFailed(failed.batch(), failed.reason());
      case Signal.BarrierReturned returned -> barrierReturned(returned);
      case Signal.LeadershipGained gained -> leadershipGained();
      case Signal.LeadershipLost lost -> lose(String.valueOf(lost.reason().getMessage()));
      case Signal.Writable writable -> writable(writable.writable());
      case Signal.Overtaken overtaken -> lose("a snapshot of another leader arrived");
    }
  }

  private void committed(long index, byte[] bytes) {
    Batch own = null;
    for (Batch batch : inFlight) {
      if (batch.isLogged() && !batch.isSettled()) {
        own = batch.owns(bytes) ? batch : null;
        break;
      }
    }
    if (own != null && !own.isTakeOver()) {
      publishOwn(index, own, bytes.length);
    } else if (index > state.index()) {
      replay(index, bytes, own != null);
    }
    if (own != null) {
      own.settle();
      releaseSettled();
      if (own.isTakeOver() && mode == Mode.TAKING_OVER) {
        lead();
      }
    }
  }

  private void publishOwn(long index, Batch own, int length) {
    LogRecord record = own.record();
    if (record == null) {
      throw new IllegalStateException("A logged batch without a record");
    }
    state.passed(index);
    publish(new Commit(index, record.base(), record.incarnation(), record, length));
  }

  /** A record this node did not just decide: of another leader, of a former time, or a takeover. */
  private void replay(long index, byte[] bytes, boolean own) {
    if (!own && !inFlight.isEmpty() && mode == Mode.LEADING && changesLeader(bytes)) {
      lose("another node took over");
    }
    if (rebuildWanted) {
      return; // the rebuilt state will contain it
    }
    try {
      state.replay(index, bytes, replayed());
    } catch (RuntimeException e) {
      broken("record %d could not be replayed".formatted(index), e);
    }
  }

  private static boolean changesLeader(byte[] bytes) {
    List<LogRecord.Entry> entries = LogRecordCodec.decode(bytes).entries();
    return !entries.isEmpty() && entries.get(0).events().get(0) instanceof ShardEvent.LeaderChanged;
  }

  private Rebuild.Follower replayed() {
    return new Rebuild.Follower() {
      @Override
      public void restored(long index, LogPosition position, long incarnation) {
        if (index > publishedIndex) {
          publishedIndex = index;
          sink.restored(index, position, incarnation);
        }
      }

      @Override
      public void applied(Commit commit) {
        publish(commit);
      }
    };
  }

  private void publish(Commit commit) {
    if (commit.index() > publishedIndex) {
      publishedIndex = commit.index();
      sink.committed(commit, state.machine());
    }
  }

  private void barrierReturned(Signal.BarrierReturned returned) {
    Batch batch = returned.batch();
    if (!inFlight.contains(batch)) {
      return;
    }
    if (returned.failure() == null) {
      batch.settle();
      releaseSettled();
    } else {
      // Nothing was logged, so nothing happened; but whether this node still leads is not known.
      inFlight.remove(batch);
      refuse(batch.requests(), Refusals.unavailable("this node may not lead any more"));
      releaseSettled();
    }
  }

  private void appendFailed(Batch failed, LogException failure) {
    if (!inFlight.contains(failed)) {
      return; // refused already, when leadership was lost
    }
    String why = String.valueOf(failure.getMessage());
    switch (failure.kind()) {
      case STORAGE_FULL -> {
        LOG.warn("Shard {} is read-only: {}", parts.shard(), why);
        failFrom(failed, Refusals.readOnly(why));
        wantRebuild(Mode.READ_ONLY, why);
      }
      case NOT_LEADER, BUSY, CLOSED -> {
        failFrom(failed, Refusals.unavailable(why));
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

  /**
   * Takes back a batch that was certainly not appended, and those decided upon it, which can only
   * be skipped should they be. What changed nothing is decided again.
   */
  private void failFrom(Batch failed, Refusal refusal) {
    List<Pending> refused = new ArrayList<>();
    List<Pending> again = new ArrayList<>();
    boolean after = false;
    for (Batch batch : List.copyOf(inFlight)) {
      after |= batch == failed;
      if (after) {
        inFlight.remove(batch);
        for (Pending request : batch.requests()) {
          (request.logged() ? refused : again).add(request);
        }
      }
    }
    carryAgain(again);
    refuse(refused, refusal);
    releaseSettled();
  }

  private void leadershipGained() {
    leader = true;
    if (inFlight.isEmpty() && !rebuildWanted) {
      beginTakeOver();
    } else {
      wantRebuild(Mode.TAKING_OVER, reason);
    }
  }

  private void lose(String why) {
    LOG.warn("Shard {} does not lead any more: {}", parts.shard(), why);
    leader = false;
    Refusal unknown = Refusals.unknown(why);
    Refusal nothingHappened = Refusals.unavailable(why);
    for (Batch batch : inFlight) {
      for (Pending request : batch.requests()) {
        refuse(List.of(request), request.logged() ? unknown : nothingHappened);
      }
    }
    inFlight.clear();
    wantRebuild(Mode.FOLLOWING, why);
  }

  private void writable(boolean writable) {
    if (writable && mode == Mode.READ_ONLY && leader && !rebuildWanted) {
      beginTakeOver();
    } else if (writable && mode == Mode.READ_ONLY) {
      mode = Mode.TAKING_OVER;
    }
  }

  // ---- state and leadership

  /** Lets batches in flight end, then throws the state away and builds it from the log. */
  private void wantRebuild(Mode next, String why) {
    rebuildWanted = true;
    mode = next;
    reason = why;
    takingOverSince = time.nanos();
  }

  private void rebuild() {
    rebuildWanted = false;
    Rebuild fresh = new Rebuild(parts.machines().get());
    try {
      state = fresh;
      fresh.run(log, replayed(), index -> {});
    } catch (LogException | RuntimeException e) {
      broken("the state could not be rebuilt", e);
      return;
    }
    LOG.info(
        "Shard {} rebuilt its state up to position {}", parts.shard(), fresh.machine().position());
    if (mode == Mode.TAKING_OVER && leader) {
      beginTakeOver();
    }
  }

  private void beginTakeOver() {
    mode = Mode.TAKING_OVER;
    takingOverSince = time.nanos();
    Machine machine = state.machine();
    clock.anchor(machine.now());
    int increment = firstTakeOver ? parts.takeOver().increment() : 1;
    LogRecord record = machine.takeOver(clock.now(), parts.entropy().getAsLong(), increment);
    byte[] bytes = LogRecordCodec.encode(record);
    propose(Batch.takeOver(record, bytes), bytes);
  }

  private void lead() {
    mode = Mode.LEADING;
    state.machine().lead(clock.now());
    if (firstTakeOver) {
      firstTakeOver = false;
      parts.takeOver().done().run();
      if (parts.takeOver().endsInProcessSessions()) {
        carried.addFirst(engine(new ShardCommand.EndInProcessSessions()));
      }
    }
    sink.leading();
    LOG.info(
        "Shard {} leads from position {}, incarnation {}",
        parts.shard(),
        state.machine().position(),
        state.machine().incarnation());
    serving.complete(null);
  }

  private void broken(String what, Exception cause) {
    LOG.error("Shard {} stops serving: {}", parts.shard(), what, cause);
    lose(what + " (" + cause.getMessage() + ")");
    rebuildWanted = false;
    mode = Mode.BROKEN;
    serving.completeExceptionally(cause);
  }

  // ---- not leading

  private boolean serveReads() {
    serving.complete(null);
    if (rebuildWanted || inFlight.size() >= options.batchesInFlight()) {
      return false;
    }
    List<Pending> waiting = takeWaiting();
    if (waiting.isEmpty()) {
      return false;
    }
    List<Pending> refused = new ArrayList<>();
    List<Pending> answered = new ArrayList<>();
    for (Pending pending : waiting) {
      switch (pending) {
        case Pending.OfQuery<?> query -> {
          query.decide(state.machine());
          answered.add(query);
        }
        case Pending.OfCommand command -> refused.add(command);
      }
    }
    refuse(refused, Refusals.readOnly(reason));
    if (!answered.isEmpty()) {
      askBarrier(Batch.unlogged(answered));
    }
    return true;
  }

  private boolean waitForLeadership() {
    if (time.nanos() - takingOverSince < options.takeOverTime().toNanos()) {
      return false;
    }
    return refuseWaiting(Refusals.unavailable("its leadership is not confirmed yet"));
  }

  private boolean refuseWaiting(Refusal refusal) {
    List<Pending> waiting = takeWaiting();
    refuse(waiting, refusal);
    return !waiting.isEmpty();
  }

  private List<Pending> takeWaiting() {
    List<Pending> waiting = new ArrayList<>(carried);
    carried.clear();
    inbox.drainTo(waiting, options.batchCommands(), Integer.MAX_VALUE);
    return waiting;
  }

  /** Ends every request that is still here (S6). */
  private void end() {
    Refusal nothingHappened = Refusals.unavailable("this engine is closed");
    inbox.close(nothingHappened);
    Refusal unknown = Refusals.unknown("this engine was closed");
    for (Batch batch : inFlight) {
      for (Pending request : batch.requests()) {
        refuse(List.of(request), request.logged() ? unknown : nothingHappened);
      }
    }
    inFlight.clear();
    while (refuseWaiting(nothingHappened)) {
      LOG.debug("Refused what waited at the end");
    }
    signals.close();
  }

  /**
   * The log's listener: acts at once while the driver's own thread opens the log, else leaves a
   * signal.
   */
  private final class FromLog implements LogListener {
    private final Thread driver;
    private volatile boolean opening = true;

    FromLog(Thread driver) {
      this.driver = driver;
    }

    @Override
    public void restore(LogSnapshot snapshot) throws LogException {
      if (opening && Thread.currentThread() == driver) {
        state.restore(snapshot);
        replayed()
            .restored(state.index(), state.machine().position(), state.machine().incarnation());
      } else {
        signals.post(new Signal.Overtaken());
      }
    }

    @Override
    public void committed(long index, byte[] record) {
      if (opening && Thread.currentThread() == driver) {
        state.replay(index, record, replayed());
      } else {
        signals.post(new Signal.Committed(index, record));
      }
    }

    @Override
    public void leadershipGained() {
      signals.postNow(new Signal.LeadershipGained());
    }

    @Override
    public void leadershipLost(LogException reason) {
      signals.postNow(new Signal.LeadershipLost(reason));
    }

    @Override
    public void writable(boolean writable) {
      signals.postNow(new Signal.Writable(writable));
    }
  }
}
