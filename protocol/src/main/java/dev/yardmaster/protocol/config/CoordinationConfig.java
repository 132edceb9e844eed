package dev.yardmaster.protocol.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values for the {@link Setting settings} (R83); a value, each call of which gives another one.
 *
 * <p>What code sets goes before the environment, the environment before a file, a file before the
 * defaults, whatever the order of the calls.
 *
 * {@snippet :
 * CoordinationConfig config =
 *     CoordinationConfig.defaults()
 *         .file(Path.of("yardmaster.properties"))
 *         .environment(System.getenv())
 *         .maxRetries(5);
 * }
 */
public final class CoordinationConfig {
  /** Longest file that is read. */
  public static final int MAX_FILE_BYTES = 1 << 20;

  /** Variables of the same prefix that mean something else. */
  public static final Set<String> OTHER_VARIABLES =
      Set.of(
          "YARDMASTER_AGENT",
          "YARDMASTER_ATTEMPT",
          "YARDMASTER_CONFIG",
          "YARDMASTER_DESCRIPTION",
          "YARDMASTER_JAVA_OPTS",
          "YARDMASTER_JDK",
          "YARDMASTER_LOG",
          "YARDMASTER_PLAN_DIR",
          "YARDMASTER_TASK",
          "YARDMASTER_TOKEN",
          "YARDMASTER_WORK",
          "YARDMASTER_WORKFLOWS");

  private static final String VARIABLE_PREFIX = "YARDMASTER_";
  private static final CoordinationConfig DEFAULTS =
      new CoordinationConfig(new EnumMap<>(Setting.class));

  private final Map<Setting, Given> given;

  /** Where a value comes from; a later one goes first. */
  private enum Layer {
    FILE,
    ENVIRONMENT,
    CODE
  }

  private record Given(Object value, Layer layer, String source) {}

  private CoordinationConfig(Map<Setting, Given> given) {
    this.given = given;
  }

  /** Every setting at its default. */
  public static CoordinationConfig defaults() {
    return DEFAULTS;
  }

  /**
   * Adds what a file says: lines of {@code key = value}; {@code #} begins a comment line.
   *
   * @throws ConfigurationException naming file and line, for a key that is unknown or stands twice,
   *     a value that does not fit, and a file that cannot be read
   */
  public CoordinationConfig file(Path file) {
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    all.putAll(given);
    Map<Setting, Integer> lines = new EnumMap<>(Setting.class);
    int number = 0;
    for (String line : read(file).lines().toList()) {
      number++;
      String text = line.strip();
      String source = "%s, line %d".formatted(file, number);
      if (!text.isEmpty() && !text.startsWith("#")) {
        int equals = text.indexOf('=');
        if (equals < 0) {
          throw new ConfigurationException(
              "%s: expected 'key = value', got '%s'".formatted(source, text));
        }
        Setting setting = known(text.substring(0, equals).strip(), source);
        Integer first = lines.putIfAbsent(setting, number);
        if (first != null) {
          throw new ConfigurationException(
              "%s: expected %s once, but it stands in line %d too; keep one"
                  .formatted(source, setting.key(), first));
        }
        Object value = setting.parse(text.substring(equals + 1), source);
        put(all, setting, new Given(value, Layer.FILE, source));
      }
    }
    return new CoordinationConfig(all);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigurationException(
            "%s: expected a file of at most %d bytes, got %d"
                .formatted(file, MAX_FILE_BYTES, Files.size(file)));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s: expected a readable file of settings in UTF-8, got %s; name another"
              .formatted(file, e),
          e);
    }
  }

  private static Setting known(String key, String source) {
    return Setting.find(key)
        .orElseThrow(() ->
            new ConfigurationException(
                "%s: expected a known setting, got '%s'%s"
                    .formatted(source, key, NearestName.hint(key, Setting.keys()))));
  }

  /**
   * Adds what variables say whose names begin with {@code YARDMASTER_}.
   *
   * @throws ConfigurationException for one that is unknown, and a value that does not fit
   */
  public CoordinationConfig environment(Map<String, String> variables) {
    Map<String, Setting> byVariable = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      byVariable.put(setting.variable(), setting);
    }
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    all.putAll(given);
    new TreeMap<>(variables)
        .forEach((name, text) -> {
          if (name.startsWith(VARIABLE_PREFIX) && !OTHER_VARIABLES.contains(name)) {
            Setting setting = byVariable.get(name);
            if (setting == null) {
              throw new ConfigurationException(
                  "environment: expected a known setting, got '%s'%s"
                      .formatted(
                          name, NearestName.hint(name, byVariable.keySet().stream().toList())));
            }
            String source = "environment variable " + name;
            put(all, setting, new Given(setting.parse(text, source), Layer.ENVIRONMENT, source));
          }
        });
    return new CoordinationConfig(all);
  }

  /**
   * Sets a value in code, as it would be written in a file.
   *
   * @throws ConfigurationException where it does not fit
   */
  public CoordinationConfig set(Setting setting, String text) {
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    all.putAll(given);
    put(all, setting, new Given(setting.parse(text, "code"), Layer.CODE, "code"));
    return new CoordinationConfig(all);
  }

  private static void put(Map<Setting, Given> all, Setting setting, Given value) {
    all.merge(
        setting, value, (before, now) -> before.layer.compareTo(now.layer) > 0 ? before : now);
  }

  public CoordinationConfig maxRetries(int value) {
    return set(Setting.MAX_RETRIES, Integer.toString(value));
  }

  public CoordinationConfig retryDelay(Duration value) {
    return set(Setting.RETRY_DELAY, value.toMillis() + " ms");
  }

  public CoordinationConfig resourceTimeout(Duration value) {
    return set(Setting.RESOURCE_TIMEOUT, value.toMillis() + " ms");
  }

  public CoordinationConfig messageTimeout(Duration value) {
    return set(Setting.MESSAGE_TIMEOUT, value.toMillis() + " ms");
  }

  public CoordinationConfig deadlockDetection(boolean value) {
    return set(Setting.DEADLOCK_DETECTION, Boolean.toString(value));
  }

  public CoordinationConfig schedulingStrategy(String value) {
    return set(Setting.SCHEDULING_STRATEGY, value);
  }

  public CoordinationConfig workStealing(boolean value) {
    return set(Setting.WORK_STEALING_ENABLED, Boolean.toString(value));
  }

  /** Whether anybody said something about it. */
  public boolean isSet(Setting setting) {
    return given.containsKey(setting);
  }

  /** Who said so; empty for a default. */
  public Optional<String> source(Setting setting) {
    Given value = given.get(setting);
    return value == null ? Optional.empty() : Optional.of(value.source);
  }

  private Object value(Setting setting) {
    Given value = given.get(setting);
    return value == null ? setting.defaultValue() : value.value;
  }

  /** A value as it would be written. */
  public String text(Setting setting) {
    return setting.show(value(setting));
  }

  /** The value of a COUNT or BYTES. */
  public long number(Setting setting) {
    return (Long) value(setting);
  }

  /** The value of a COUNT or BYTES that fits into an int, as those bounded so do. */
  public int integer(Setting setting) {
    return Math.toIntExact(number(setting));
  }

  public Duration duration(Setting setting) {
    return (Duration) value(setting);
  }

  public boolean flag(Setting setting) {
    return (Boolean) value(setting);
  }

  public String name(Setting setting) {
    return (String) value(setting);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CoordinationConfig config && given.equals(config.given);
  }

  @Override
  public int hashCode() {
    return given.hashCode();
  }

  /** What was said, in the order of the table. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    given.forEach((setting, value) ->
        text.append(setting.key())
            .append(" = ")
            .append(setting.show(value.value))
            .append(" (")
            .append(value.source)
            .append(")\n"));
    return text.toString();
  }
}
