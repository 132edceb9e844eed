package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.history.History;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.config.ConfigurationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.metrics.HealthReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A data folder that this process has open, with the engine that owns it. Thread-safe. */
public final class OpenData implements AutoCloseable {
  /** How long a folder in use is tried again. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  static final Duration RETRY = Duration.ofMillis(50);

  private final DataFolder folder;
  private final Engine engine;
  private final Yardmaster yard;

  private OpenData(DataFolder folder, Engine engine, CoordinationConfig config) {
    this.folder = folder;
    this.engine = engine;
    this.yard = Yardmaster.over(engine.connect(Principal.of("local")), config);
  }

  /**
   * Opens it, or ends the command with what is wrong. A folder in use is tried again for a while:
   * commands have it for moments only.
   */
  public static OpenData open(DataFolder folder, CoordinationConfig config) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<OpenData> open = tryOpen(folder, config, System.nanoTime() >= deadline);
      if (open.isPresent()) {
        return open.get();
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /** Opens it; empty when it is in use and this is not the last try. */
  static Optional<OpenData> tryOpen(DataFolder folder, CoordinationConfig config, boolean last) {
    try {
      Engine engine = Engine.open(folder.root(), EngineOptions.of(config));
      return Optional.of(new OpenData(folder, engine, config));
    } catch (ConfigurationException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    } catch (LogException e) {
      if (e.kind() == LogException.Kind.LOCKED && !last) {
        return Optional.empty();
      }
      throw DataRefusals.of(e);
    }
  }

  public DataFolder folder() {
    return folder;
  }

  /** What serves the folder. */
  public Engine engine() {
    return engine;
  }

  /** The workspace of a plan. */
  public CoordinationManager workspace(String plan) {
    return yard.workspace(plan);
  }

  /** The plan that ran last, unless one is named. */
  public String plan(Optional<String> named) {
    return named.orElseGet(folder::lastPlan);
  }

  /** Remembers which plan ran last. */
  public void currentPlan(String name) throws IOException {
    Files.writeString(folder.currentPlan(), name + "\n");
  }

  /** Questions to the searchable past. */
  public HistoryReader history() {
    return new HistoryReader(History.fileOf(folder.root()));
  }

  /** How the engine's parts are. */
  public HealthReport health() {
    return engine.health();
  }

  /** The position of the newest event. */
  public long position() {
    return engine.position().value();
  }

  /** Copies the log while it goes on; the index of the last record copied. */
  public long backup(Path target) {
    try {
      return engine.backup(target);
    } catch (LogException e) {
      throw DataRefusals.of(e);
    }
  }

  /** Replays the log beside the engine; what contradicts the invariants. */
  public List<String> verify() {
    try {
      return engine.verify();
    } catch (LogException e) {
      throw DataRefusals.of(e);
    }
  }

  @Override
  public void close() {
    yard.close();
    engine.close();
  }
}
