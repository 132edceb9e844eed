package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.StateDivergedException;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.FileLog;
import dev.yardmaster.engine.log.LogBackup;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.log.UnreadableRecordException;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard in this process: a log, its driver, the fan-out of events, and snapshots beside it.
 *
 * <p>Closing lets requests end within a bound, ends the sessions of agents that live in this
 * process (their losses do not count), and leaves the folder to the next.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int RESTORE_INCREMENT = 4_096;
  private static final Principal ENGINE = Principal.of("engine");

  private final CommandLog log;
  private final EngineOptions options;
  private final ExecutorService replies;
  private final EventStream stream;
  private final AgentStreams agents;
  private final @Nullable MetricsFeed metrics;
  private final Snapshotter snapshotter;
  private final Driver driver;
  private final AccessWatch access;
  private @Nullable HistoryFeed history;
  private @Nullable String historyFailure;
  private @Nullable Path folder;
  private boolean closed;

  private Engine(
      CommandLog log,
      EngineOptions options,
      Supplier<Machine> machines,
      TimeSource time,
      LongSupplier entropy,
      ShardParts.TakeOver takeOver) {
    this.log = log;
    this.options = options;
    this.replies =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("yardmaster-replies-0").daemon(true).factory());
    this.stream = new EventStream(log, options.events());
    this.agents = new AgentStreams();
    this.metrics =
        options.metrics().enabled()
            ? new MetricsFeed(stream, options.metrics(), Instant.now())
            : null;
    this.snapshotter = new Snapshotter(log, machines, stream, options);
    this.driver =
        new Driver(
            new ShardParts(0, log, machines, time, entropy, replies, takeOver),
            options.driver(),
            new Sink());
    this.access = new AccessWatch(driver);
  }

  /**
   * Opens the engine of a data folder, making the folder if need be.
   *
   * @throws LogException LOCKED when another process has it, DAMAGED, UNKNOWN_FORMAT and others as
   *     {@link FileLog#open} says
   */
  public static Engine open(Path folder, EngineOptions options) throws LogException {
    FileLog log = FileLog.open(logFolder(folder), options.fileLog());
    boolean restored = log.restored();
    // The folder's lock proves that the former process is dead, and with it the agents within.
    ShardParts.TakeOver takeOver =
        new ShardParts.TakeOver(
            restored ? RESTORE_INCREMENT : 1,
            true,
            () -> {
              if (restored) {
                acknowledge(log);
              }
            });
    Engine engine = started(log, options, takeOver, new SecureRandom()::nextLong);
    engine.folder = folder;
    if (options.history().enabled()) {
      engine.openHistory(folder);
    }
    return engine;
  }

  /** The engine serves with or without a history. */
  void openHistory(Path folder) {
    try {
      history = HistoryFeed.open(folder, options.history(), stream);
    } catch (IOException | LogException | RuntimeException e) {
      historyFailure = String.valueOf(e.getMessage());
      LOG.error("There is no history this time: {}", e.getMessage(), e);
    }
  }

  /** Questions to the searchable past; empty where none is kept. */
  public Optional<HistoryReader> history() {
    return Optional.ofNullable(history).map(HistoryFeed::reader);
  }

  /** Opens an engine that forgets everything when closed. */
  public static Engine inMemory(EngineOptions options) throws LogException {
    return started(
        new MemoryLog(),
        options,
        new ShardParts.TakeOver(1, false, () -> {}),
        new SecureRandom()::nextLong);
  }

  /** Where a data folder keeps its log. */
  public static Path logFolder(Path dataFolder) {
    return dataFolder.resolve("log");
  }

  private static void acknowledge(FileLog log) {
    try {
      log.acknowledgeRestored();
    } catch (LogException e) {
      LOG.warn("The restore is in force, but will be taken for new at the next start too", e);
    }
  }

  private static Engine started(
      CommandLog log, EngineOptions options, ShardParts.TakeOver takeOver, LongSupplier entropy)
      throws LogException {
    return started(log, options, () -> new CoreMachine(entropy), entropy, takeOver);
  }

  static Engine started(
      CommandLog log,
      EngineOptions options,
      Supplier<Machine> machines,
      LongSupplier entropy,
      ShardParts.TakeOver takeOver)
      throws LogException {
    return started(log, options, machines, TimeSource.SYSTEM, entropy, takeOver);
  }

  static Engine started(
      CommandLog log,
      EngineOptions options,
      Supplier<Machine> machines,
      TimeSource time,
      LongSupplier entropy,
      ShardParts.TakeOver takeOver)
      throws LogException {
    Engine engine = new Engine(log, options, machines, time, entropy, takeOver);
    try {
      engine.driver.start().join();
    } catch (CompletionException e) {
      engine.close();
      if (e.getCause() instanceof LogException failure) {
        throw failure;
      }
      if (e.getCause() instanceof StateDivergedException
          || e.getCause() instanceof UnreadableRecordException) {
        throw new LogException(
            LogException.Kind.UNKNOWN_FORMAT,
            "The log's files are sound, but this release cannot repeat what they say ("
                + e.getCause().getMessage()
                + "). Open the folder with the release that wrote it, or restore a backup",
            e.getCause());
      }
      throw e;
    }
    engine.snapshotter.start();
    engine.access.start();
    if (engine.metrics != null) {
      engine.metrics.startSampling(engine.driver);
    }
    return engine;
  }

  /** A connection in this process, for this principal; it shares the engine and does not own it. */
  public Connection connect(Principal principal) {
    return connect(principal, Authority.EMBEDDED);
  }

  /**
   * A connection in this process whose requests, questions and streams are those of the principal
   * under this authority, whatever they say themselves. It creates no workspaces on first use
   * unless the authority is that of the process. A watch or attachment of it ends within 5 s of the
   * credential's revocation or end (X5).
   */
  public Connection connect(Principal principal, Authority authority) {
    return connect(principal, authority, () -> {});
  }

  /** As {@link #connect}, but closing the connection closes the engine. */
  Connection connectAndOwn(Principal principal) {
    return connect(principal, Authority.EMBEDDED, this::close);
  }

  private Connection connect(Principal principal, Authority authority, Runnable onClose) {
    return new EmbeddedConnection(
        principal,
        authority,
        driver,
        stream,
        agents,
        new EmbeddedConnection.Ways(metrics, this::health, this::maintain, access),
        onClose);
  }

  /**
   * Follows what concerns an agent's session, whose life depends on its own calls; as {@link
   * Connection#attach} otherwise.
   */
  public AgentStream observe(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    return agents.observe(workspace, agent, session, listener);
  }

  /** The position of the newest committed event. */
  public LogPosition position() {
    return stream.position();
  }

  /** Makes a snapshot now and drops what it makes needless; the driver goes on meanwhile. */
  public void snapshot() throws LogException {
    snapshotter.make();
  }

  /** How its parts are, and why; from any thread. */
  public HealthReport health() {
    return EngineHealth.look(
        new EngineHealth.Parts(
            driver, snapshotter, metrics, history, historyFailure, folder, options));
  }

  /**
   * Makes a snapshot, drops what it and retention make needless, and verifies all that is left;
   * what fails is told, and the rest is done nevertheless.
   */
  public MaintenanceReport maintain() {
    return new Maintenance(log, this).run();
  }

  /** Copies the log into a new folder while it goes on; the index of the last record copied. */
  public long backup(Path target) throws LogException {
    return LogBackup.backup(log, target);
  }

  /**
   * Replays the newest snapshot and every record after it into a state of its own, checking each
   * record's hash; what contradicts the invariants of that state.
   */
  public List<String> verify() throws LogException {
    CoreMachine machine = new CoreMachine(() -> 0);
    new Rebuild(machine).run(log, Rebuild.Follower.NOBODY, index -> {});
    return machine.verify();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    access.close();
    endInProcessSessions();
    driver.close(options.drain());
    agents.close();
    snapshotter.close();
    if (metrics != null) {
      metrics.close();
    }
    if (history != null) {
      history.close(options.drain());
    }
    stream.close();
    log.close();
    replies.shutdown();
    try {
      if (!replies.awaitTermination(options.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Callers still hold up the replies; leaving them behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endInProcessSessions() {
    Pending.OfCommand end =
        new Pending.OfCommand(
            new Request(
                WorkspaceId.of("default"), ENGINE, null, new ShardCommand.EndInProcessSessions()));
    driver.submit(end);
    try {
      Reply reply = end.get(options.drain().toMillis(), TimeUnit.MILLISECONDS);
      LOG.debug("Ending the sessions of this process: {}", reply.getClass().getSimpleName());
    } catch (TimeoutException e) {
      LOG.warn("The sessions of this process did not end in time; the next start ends them");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands what is committed to all who want it. */
  private final class Sink implements CommitSink {
    @Override
    public void restored(long index, LogPosition position, long incarnation) {
      stream.restored(index, position, incarnation);
      snapshotter.restored(position);
    }

    @Override
    public void committed(Commit commit, Machine machine) {
      stream.committed(commit);
      agents.committed(commit, machine);
      access.committed(commit);
      snapshotter.committed(commit);
    }

    @Override
    public void leading(Machine machine) {
      agents.leading();
      if (metrics != null) {
        metrics.begin(machine);
      }
    }

    @Override
    public List<Request> signsOfLife() {
      return agents.signsOfLife();
    }
  }
}
