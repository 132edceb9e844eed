package dev.yardmaster.engine;

import dev.yardmaster.engine.log.FileLogOptions;
import java.time.Duration;

/**
 * Every bound of an engine, in one place (R4, R83).
 *
 * @param drain how long a clean close lets requests end
 * @param history whether the searchable past is kept (in a data folder only)
 */
public record EngineOptions(
    DriverOptions driver,
    EventOptions events,
    SnapshotOptions snapshots,
    FileLogOptions fileLog,
    Duration drain,
    boolean history) {
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          DriverOptions.DEFAULTS,
          EventOptions.DEFAULTS,
          SnapshotOptions.DEFAULTS,
          FileLogOptions.DEFAULTS,
          Duration.ofSeconds(5),
          true);

  public EngineOptions driver(DriverOptions value) {
    return new EngineOptions(value, events, snapshots, fileLog, drain, history);
  }

  public EngineOptions events(EventOptions value) {
    return new EngineOptions(driver, value, snapshots, fileLog, drain, history);
  }

  public EngineOptions snapshots(SnapshotOptions value) {
    return new EngineOptions(driver, events, value, fileLog, drain, history);
  }

  public EngineOptions fileLog(FileLogOptions value) {
    return new EngineOptions(driver, events, snapshots, value, drain, history);
  }

  public EngineOptions history(boolean value) {
    return new EngineOptions(driver, events, snapshots, fileLog, drain, value);
  }
}
