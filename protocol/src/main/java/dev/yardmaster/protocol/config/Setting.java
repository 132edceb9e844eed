package dev.yardmaster.protocol.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is (R83), in the order of docs/configuration.md, which is made from this
 * table: key, type, default, least and greatest value, meaning.
 */
public enum Setting {
  MAX_RETRIES(
      "maxRetries",
      SettingType.COUNT,
      "2",
      "0",
      "1000",
      "how often a task is tried again that says nothing of its own"),
  RETRY_DELAY(
      "retryDelay",
      SettingType.DURATION,
      "1 s",
      "0 ms",
      "5 min",
      "wait before the first repetition of such a task; it doubles each time, up to 5 min"),
  RESOURCE_TIMEOUT(
      "resourceTimeout",
      SettingType.DURATION,
      "0 ms",
      "0 ms",
      "30 d",
      "how long acquiring locks waits that names no timeout; 0 for as long as it takes"),
  MESSAGE_TIMEOUT(
      "messageTimeout",
      SettingType.DURATION,
      "60 s",
      "1 ms",
      "24 h",
      "how long a request waits for its reply that names no timeout"),
  DEADLOCK_DETECTION(
      "deadlockDetection",
      SettingType.FLAG,
      "true",
      "",
      "",
      "whether waits that can never end are refused; with false only timeouts end them"),
  SCHEDULING_STRATEGY(
      "schedulingStrategy",
      SettingType.NAME,
      "capability",
      "",
      "",
      "which strategy places tasks: capability, round-robin, least-loaded, affinity, fastest, or"
          + " one of your own"),
  WORK_STEALING_ENABLED(
      "workStealing.enabled",
      SettingType.FLAG,
      "true",
      "",
      "",
      "whether tasks that are assigned and not started move to agents that have run dry"),
  WORK_STEALING_THRESHOLD(
      "workStealing.stealThreshold",
      SettingType.COUNT,
      "3",
      "1",
      "1000",
      "smallest difference in held tasks that moves work"),
  WORK_STEALING_MAX_BATCH(
      "workStealing.maxStealBatch",
      SettingType.COUNT,
      "2",
      "1",
      "1000",
      "most tasks moved at once"),
  WORK_STEALING_INTERVAL(
      "workStealing.stealInterval",
      SettingType.DURATION,
      "5 s",
      "100 ms",
      "24 h",
      "how often differences are looked for; an agent run dry is served at once"),

  BATCH_COMMANDS(
      "batch.commands",
      SettingType.COUNT,
      "1024",
      "1",
      "65536",
      "most commands decided as one record"),
  BATCH_BYTES(
      "batch.bytes", SettingType.BYTES, "1 MiB", "1", "4 MiB", "weight at which a batch is full"),
  BATCH_TIME(
      "batch.time",
      SettingType.DURATION,
      "2 ms",
      "1 ms",
      "1 s",
      "time after which no further command of a batch is begun"),
  BATCHES_IN_FLIGHT(
      "batch.inFlight",
      SettingType.COUNT,
      "4",
      "1",
      "64",
      "most batches decided and not yet on disk"),
  TAKE_OVER_TIME(
      "takeOverTime",
      SettingType.DURATION,
      "5 s",
      "100 ms",
      "10 min",
      "how long requests wait for a leader before they are refused"),
  INBOX_EXPECTED_WAIT(
      "inbox.expectedWait",
      SettingType.DURATION,
      "20 ms",
      "1 ms",
      "10 s",
      "the inbox holds what is served within this time at the measured rate"),
  INBOX_MIN_COMMANDS(
      "inbox.minCommands", SettingType.COUNT, "4096", "8", "1000000", "but never less than this"),
  INBOX_MAX_COMMANDS(
      "inbox.maxCommands", SettingType.COUNT, "65536", "8", "1000000", "and never more than this"),
  INBOX_MAX_BYTES(
      "inbox.maxBytes", SettingType.BYTES, "64 MiB", "1 KiB", "4 GiB", "nor more than this"),
  INBOX_QUIET_LANE(
      "inbox.quietLane",
      SettingType.COUNT,
      "16",
      "1",
      "65536",
      "an agent or principal with fewer waiting may use the last eighth of the inbox"),
  CLOSE_DRAIN(
      "closeDrain",
      SettingType.DURATION,
      "5 s",
      "0 ms",
      "10 min",
      "how long a clean close lets requests end"),

  EVENTS_RECENT_RECORDS(
      "events.recentRecords",
      SettingType.COUNT,
      "256",
      "1",
      "1000000",
      "newest records kept in memory for live watches"),
  EVENTS_RECENT_BYTES(
      "events.recentBytes",
      SettingType.BYTES,
      "32 MiB",
      "1",
      "4 GiB",
      "and at most this much of them"),
  EVENTS_KEPT_FOR(
      "events.keptFor",
      SettingType.DURATION,
      "24 h",
      "0 ms",
      "366 d",
      "records younger than this can be watched from, though a snapshot replaces them"),
  EVENTS_KEPT_BYTES(
      "events.keptBytes",
      SettingType.BYTES,
      "1 GiB",
      "0",
      "1024 GiB",
      "but at most this much of them"),
  HISTORY_ENABLED(
      "history.enabled",
      SettingType.FLAG,
      "true",
      "",
      "",
      "whether the searchable past is kept beside the log"),
  HISTORY_KEPT_FOR(
      "history.keptFor",
      SettingType.DURATION,
      "30 d",
      "0 ms",
      "3660 d",
      "events older than this, measured from the newest, leave the searchable past"),
  HISTORY_KEPT_BYTES(
      "history.keptBytes",
      SettingType.BYTES,
      "4 GiB",
      "1 MiB",
      "1024 GiB",
      "and the oldest leave it when it holds more than this"),

  SNAPSHOT_EVERY_BYTES(
      "snapshot.everyBytes",
      SettingType.BYTES,
      "64 MiB",
      "1",
      "1024 GiB",
      "log written since the last snapshot that makes another due, if that took no more"),
  SNAPSHOT_EVERY_RECORDS(
      "snapshot.everyRecords",
      SettingType.COUNT,
      "200000",
      "1",
      "1000000000",
      "records since the last snapshot that make another due"),
  SNAPSHOT_AT_CLOSE_FROM(
      "snapshot.atCloseFrom",
      SettingType.COUNT,
      "1000",
      "1",
      "1000000000",
      "records since the last snapshot that make one worth while at a close"),
  SNAPSHOT_AT_CLOSE_UP_TO(
      "snapshot.atCloseUpTo",
      SettingType.COUNT,
      "20000",
      "0",
      "1000000000",
      "records since the last snapshot that are cheap enough to replay at a close"),
  LOG_SEGMENT_BYTES(
      "log.segmentBytes",
      SettingType.BYTES,
      "64 MiB",
      "1 KiB",
      "1 GiB",
      "a segment file is followed by another before it grows beyond this"),
  LOG_GROWTH_BYTES(
      "log.growthBytes",
      SettingType.BYTES,
      "4 MiB",
      "512",
      "1 GiB",
      "a segment grows in steps of this size"),
  LOG_RESERVE_BYTES(
      "log.reserveBytes",
      SettingType.BYTES,
      "64 MiB",
      "0",
      "1024 GiB",
      "space kept aside; the log is read-only before it is used up"),
  LOG_MAX_GROUP_BYTES(
      "log.maxGroupBytes",
      SettingType.BYTES,
      "4 MiB",
      "1",
      "4 MiB",
      "records written and forced to disk together hold at most this much"),
  LOG_MAX_GROUP_RECORDS(
      "log.maxGroupRecords",
      SettingType.COUNT,
      "4096",
      "1",
      "1000000",
      "and are at most this many"),
  LOG_MAX_WAITING(
      "log.maxWaiting",
      SettingType.COUNT,
      "16384",
      "1",
      "1000000",
      "records waiting for the disk beyond this are refused"),

  METRICS_ENABLED(
      "metrics.enabled", SettingType.FLAG, "true", "", "", "whether anything is measured"),
  METRICS_INTERVAL(
      "metrics.interval",
      SettingType.DURATION,
      "10 s",
      "100 ms",
      "1 h",
      "time between two points of the history of metrics"),
  METRICS_POINTS(
      "metrics.points", SettingType.COUNT, "360", "1", "10000", "how many points are kept");

  private static final String ENVIRONMENT_PREFIX = "YARDMASTER_";

  private final String key;
  private final SettingType type;
  private final String defaultText;
  private final String least;
  private final String greatest;
  private final String meaning;

  Setting(
      String key,
      SettingType type,
      String defaultText,
      String least,
      String greatest,
      String meaning) {
    this.key = key;
    this.type = type;
    this.defaultText = defaultText;
    this.least = least;
    this.greatest = greatest;
    this.meaning = meaning;
  }

  /** Its name in files and in code. */
  public String key() {
    return key;
  }

  /**
   * Its name in the environment: {@code workStealing.enabled} is YARDMASTER_WORK_STEALING_ENABLED.
   */
  public String variable() {
    return ENVIRONMENT_PREFIX
        + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  public SettingType type() {
    return type;
  }

  public Object defaultValue() {
    return type.parse(defaultText);
  }

  /** A value as it would be written. */
  public String show(Object value) {
    return type.show(value);
  }

  /** The least value as it would be written; empty where there is none. */
  public String least() {
    return least;
  }

  /** The greatest value as it would be written; empty where there is none. */
  public String greatest() {
    return greatest;
  }

  public String meaning() {
    return meaning;
  }

  /** What a value of it must be, in words. */
  public String expected() {
    return least.isEmpty()
        ? type.expected()
        : "%s from %s to %s".formatted(type.expected(), least, greatest);
  }

  /**
   * Reads a value.
   *
   * @param source where it stands, for the message
   * @throws ConfigurationException naming source, key, what was expected and what is there
   */
  Object parse(String text, String source) {
    Object value;
    try {
      value = type.parse(text.strip());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refused(text, source);
    }
    if (!least.isEmpty()
        && (compare(value, type.parse(least)) < 0 || compare(value, type.parse(greatest)) > 0)) {
      throw refused(text, source);
    }
    return value;
  }

  private static int compare(Object a, Object b) {
    return a instanceof Duration duration
        ? duration.compareTo((Duration) b)
        : Long.compare((Long) a, (Long) b);
  }

  private ConfigurationException refused(String text, String source) {
    return new ConfigurationException(
        "%s: expected %s to be %s, got '%s'".formatted(source, key, expected(), text.strip()));
  }

  /** The setting of that key. */
  public static Optional<Setting> find(String key) {
    for (Setting setting : values()) {
      if (setting.key.equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Setting setting : values()) {
      keys.add(setting.key);
    }
    return keys;
  }
}
