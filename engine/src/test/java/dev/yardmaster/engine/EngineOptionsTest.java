package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yardmaster.protocol.config.ConfigurationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.config.SettingType;
import java.lang.reflect.RecordComponent;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R83: a setting of the engine reaches the engine. */
final class EngineOptionsTest {
  /** These are the client's; SettingsTest (client) shows what they do. */
  private static final Set<Setting> OF_CLIENTS =
      EnumSet.range(Setting.MAX_RETRIES, Setting.WORK_STEALING_INTERVAL);

  @Test
  void theDefaultsOfTheTableAreTheDefaultsOfTheEngine() {
    assertThat(EngineOptions.of(CoordinationConfig.defaults())).isEqualTo(EngineOptions.DEFAULTS);
  }

  @ParameterizedTest
  @EnumSource
  void everySettingOfTheEngineChangesItsOwnOptionAndNoOther(Setting setting) throws Exception {
    CoordinationConfig config = CoordinationConfig.defaults().set(setting, other(setting));
    Map<String, Object> before = flat(EngineOptions.DEFAULTS);
    Map<String, Object> after = flat(EngineOptions.of(config));
    long changed =
        before.keySet().stream()
            .filter(key -> !Objects.equals(before.get(key), after.get(key)))
            .count();
    assertThat(changed).isEqualTo(OF_CLIENTS.contains(setting) ? 0 : 1);
  }

  @Test
  void settingsThatContradictEachOtherAreRefusedWithTheirSources() {
    CoordinationConfig config =
        CoordinationConfig.defaults()
            .environment(Map.of("YARDMASTER_INBOX_MIN_COMMANDS", "5000"))
            .set(Setting.INBOX_MAX_COMMANDS, "4000");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> EngineOptions.of(config))
        .withMessageContaining("minCommands <= maxCommands")
        .withMessageContaining("environment variable YARDMASTER_INBOX_MIN_COMMANDS")
        .withMessageContaining("inbox.maxCommands = 4000 (code)");
  }

  private static String other(Setting setting) {
    if (setting.type() == SettingType.FLAG) {
      return String.valueOf(!setting.defaultValue().equals(true));
    }
    if (setting.type() == SettingType.NAME) {
      return "fastest";
    }
    String usual = setting.show(setting.defaultValue());
    String least = setting.least();
    // Larger minimums would contradict a neighbour, so that most go to their least value.
    return setting == Setting.INBOX_MAX_COMMANDS
        ? "70000"
        : usual.equals(least) ? setting.greatest() : least;
  }

  private static Map<String, Object> flat(Record record) throws ReflectiveOperationException {
    Map<String, Object> all = new TreeMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(record);
      if (value instanceof Record inner) {
        flat(inner).forEach((key, each) -> all.put(component.getName() + "." + key, each));
      } else if (value != null) {
        all.put(component.getName(), value);
      }
    }
    return all;
  }
}
