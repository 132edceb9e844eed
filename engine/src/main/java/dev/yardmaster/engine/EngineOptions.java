package dev.yardmaster.engine;

import dev.yardmaster.engine.history.HistoryOptions;
import dev.yardmaster.engine.log.FileLogOptions;
import dev.yardmaster.protocol.config.ConfigurationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import java.time.Duration;

/**
 * Every bound of an engine, in one place (R4, R83).
 *
 * @param drain how long a clean close lets requests end
 * @param history how much of the past is searchable (in a data folder only)
 * @param metrics what is measured
 */
public record EngineOptions(
    DriverOptions driver,
    EventOptions events,
    SnapshotOptions snapshots,
    FileLogOptions fileLog,
    Duration drain,
    HistoryOptions history,
    MetricsOptions metrics) {
  public static final EngineOptions DEFAULTS =
      new EngineOptions(
          DriverOptions.DEFAULTS,
          EventOptions.DEFAULTS,
          SnapshotOptions.DEFAULTS,
          FileLogOptions.DEFAULTS,
          Duration.ofSeconds(5),
          HistoryOptions.DEFAULTS,
          MetricsOptions.DEFAULTS);

  /**
   * What a configuration says of an engine.
   *
   * @throws ConfigurationException where values contradict each other
   */
  public static EngineOptions of(CoordinationConfig config) {
    try {
      return new EngineOptions(
          driver(config),
          new EventOptions(
              config.integer(Setting.EVENTS_RECENT_RECORDS),
              config.number(Setting.EVENTS_RECENT_BYTES),
              config.duration(Setting.EVENTS_KEPT_FOR),
              config.number(Setting.EVENTS_KEPT_BYTES)),
          new SnapshotOptions(
              config.number(Setting.SNAPSHOT_EVERY_BYTES),
              config.number(Setting.SNAPSHOT_EVERY_RECORDS),
              config.number(Setting.SNAPSHOT_AT_CLOSE_FROM),
              config.number(Setting.SNAPSHOT_AT_CLOSE_UP_TO)),
          new FileLogOptions(
              config.number(Setting.LOG_SEGMENT_BYTES),
              config.integer(Setting.LOG_GROWTH_BYTES),
              config.number(Setting.LOG_RESERVE_BYTES),
              config.integer(Setting.LOG_MAX_GROUP_BYTES),
              config.integer(Setting.LOG_MAX_GROUP_RECORDS),
              config.integer(Setting.LOG_MAX_WAITING)),
          config.duration(Setting.CLOSE_DRAIN),
          new HistoryOptions(
              config.flag(Setting.HISTORY_ENABLED),
              config.duration(Setting.HISTORY_KEPT_FOR),
              config.number(Setting.HISTORY_KEPT_BYTES)),
          new MetricsOptions(
              config.flag(Setting.METRICS_ENABLED),
              config.duration(Setting.METRICS_INTERVAL),
              config.integer(Setting.METRICS_POINTS),
              null));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "Settings contradict each other: %s. What was set:%n%s".formatted(e.getMessage(), config),
          e);
    }
  }

  private static DriverOptions driver(CoordinationConfig config) {
    return new DriverOptions(
        config.integer(Setting.BATCH_COMMANDS),
        config.integer(Setting.BATCH_BYTES),
        config.duration(Setting.BATCH_TIME),
        config.integer(Setting.BATCHES_IN_FLIGHT),
        config.duration(Setting.TAKE_OVER_TIME),
        new InboxOptions(
            (int) config.duration(Setting.INBOX_EXPECTED_WAIT).toMillis(),
            config.integer(Setting.INBOX_MIN_COMMANDS),
            config.integer(Setting.INBOX_MAX_COMMANDS),
            config.number(Setting.INBOX_MAX_BYTES),
            config.integer(Setting.INBOX_QUIET_LANE)));
  }

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

  public EngineOptions history(HistoryOptions value) {
    return new EngineOptions(driver, events, snapshots, fileLog, drain, value, metrics);
  }

  public EngineOptions metrics(MetricsOptions value) {
    return new EngineOptions(driver, events, snapshots, fileLog, drain, history, value);
  }
}
