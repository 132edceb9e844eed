package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.protocol.config.Setting;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R83: every setting of the engine has a test that shows what it does. */
final class SettingEffectsTest {
  private static final List<String> TESTS =
      List.of(
          "dev.yardmaster.engine.BatchSettingsTest",
          "dev.yardmaster.engine.DriverSettingsTest",
          "dev.yardmaster.engine.KeepingSettingsTest",
          "dev.yardmaster.engine.MetricsSettingsTest",
          "dev.yardmaster.engine.log.LogSettingsTest");

  /** These are the client's; SettingsTest (client) shows what they do. */
  private static final Set<Setting> OF_CLIENTS =
      EnumSet.range(Setting.MAX_RETRIES, Setting.WORK_STEALING_INTERVAL);

  @Test
  void everySettingOfTheEngineIsShownByATestThatNamesIt() throws ClassNotFoundException {
    Set<Setting> shown = EnumSet.noneOf(Setting.class);
    for (String name : TESTS) {
      for (Method method : Class.forName(name).getDeclaredMethods()) {
        Shows shows = method.getAnnotation(Shows.class);
        if (shows != null) {
          assertThat(method.isAnnotationPresent(Test.class)).as(method.getName()).isTrue();
          assertThat(shown.add(shows.value())).as("%s is shown once", shows.value()).isTrue();
        }
      }
    }
    assertThat(shown).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_CLIENTS)));
  }
}
