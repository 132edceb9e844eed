package dev.yardmaster.engine;

import dev.yardmaster.engine.log.FileLogOptions;
import java.time.Duration;

/**
 * Every bound of an engine, in one place (R4, R83).
 *
 * @param drain how long a clean close lets requests end
 * @param history whether the searchable past is kept (in a data folder only)
 * @param metrics what is measured
 */
public record EngineOptions(
    DriverOptions driver,
    EventOptions events,
    SnapshotOptions snapshots,
    FileLogOptions fileLog,
    Duration drain,
    boolean history,
    MetricsOptions metrics) {
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          DriverOptions.DEFAULTS,
          EventOptions.DEFAULTS,
          SnapshotOptions.DEFAULTS,
          FileLogOptions.DEFAULTS,
          Duration.ofSeconds(5),
          true,
          MetricsOptions.DEFAULTS);

  public EngineOptions driver(DriverOptions value) {
    return new EngineOptions(value, events, snapshots, fileLog, drain, history, metrics);
  }

  public EngineOptions events(EventOptions value) {
    return new EngineOptions(driver, value, snapshots, fileLog, drain, history, metrics);
  }

  public EngineOptions snapshots(SnapshotOptions value) {
    return new EngineOptions(driver, events, value, fileLog, drain, history, metrics);
  }

  public EngineOptions fileLog(FileLogOptions value) {
    return new EngineOptions(driver, events, snapshots, value, drain, history, metrics);
  }

  public EngineOptions history(boolean value) {
    return new EngineOptions(driver, events, snapshots, fileLog, drain, value, metrics);
  }

  public EngineOptions metrics(MetricsOptions value) {
    return new EngineOptions(driver, events, snapshots, fileLog, drain, history, value);
  }
}
