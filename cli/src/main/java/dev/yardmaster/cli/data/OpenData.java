package dev.yardmaster.cli.data;

import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.history.History;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.engine.log.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A data folder that this process has open, with the engine that owns it. Thread-safe. */
public final class OpenData implements AutoCloseable {
  private final DataFolder folder;
  private final Engine engine;
  private final Yardmaster yard;

  private OpenData(DataFolder folder, Engine engine) {
    this.folder = folder;
    this.engine = engine;
    this.yard = Yardmaster.over(engine.connect(Principal.of("local")));
  }

  /** Opens it, or ends the command with what is wrong. */
  public static OpenData open(DataFolder folder) {
    try {
      return new OpenData(folder, Engine.open(folder.root(), EngineOptions.DEFAULTS));
    } catch (LogException e) {
      throw DataRefusals.of(e);
    }
  }

  public DataFolder folder() {
    return folder;
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
