package dev.yardmaster.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** R83: where settings are read from, and what is refused. */
final class CoordinationConfigTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("yardmaster.properties"), text);
  }

  @Test
  void codeGoesBeforeTheEnvironmentTheEnvironmentBeforeTheFileWhateverTheOrderOfTheCalls()
      throws IOException {
    Path file = file("# mine\n\nmaxRetries = 3\nretryDelay=4 s\nlog.segmentBytes = 128 MiB\n");
    Map<String, String> environment =
        Map.of("YARDMASTER_MAX_RETRIES", "5", "YARDMASTER_RETRY_DELAY", "250 ms", "PATH", "/bin");
    CoordinationConfig config =
        CoordinationConfig.defaults().maxRetries(7).environment(environment).file(file);

    assertThat(config.integer(Setting.MAX_RETRIES)).isEqualTo(7);
    assertThat(config.duration(Setting.RETRY_DELAY)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.number(Setting.LOG_SEGMENT_BYTES)).isEqualTo(128L << 20);
    assertThat(config.number(Setting.BATCH_COMMANDS)).isEqualTo(1_024);
    assertThat(config.source(Setting.MAX_RETRIES)).contains("code");
    assertThat(config.source(Setting.RETRY_DELAY))
        .contains("environment variable YARDMASTER_RETRY_DELAY");
    assertThat(config.source(Setting.LOG_SEGMENT_BYTES)).contains(file + ", line 5");
    assertThat(config.source(Setting.BATCH_COMMANDS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maxRetries = -1 | line 1: expected maxRetries to be a whole number from 0 to 1000, got"
            + " '-1'",
        "maxRetries = 1001 | from 0 to 1000, got '1001'",
        "maxRetries = many | got 'many'",
        "maxRetries = 99999999999999999999 | got '99999999999999999999'",
        "retryDelay = 5 | expected retryDelay to be a duration with ms, s, min, h or d",
        "retryDelay = 6 min | from 0 ms to 5 min, got '6 min'",
        "batch.bytes = 1 MB | bytes, plain or with KiB, MiB, GiB from 1 to 4 MiB, got '1 MB'",
        "metrics.enabled = yes | expected metrics.enabled to be true or false, got 'yes'",
        "schedulingStrategy = | a name of 1 to 128 characters, got ''",
        "maxRetry = 3 | expected a known setting, got 'maxRetry'; did you mean 'maxRetries'?",
        "utterlyDifferentThing = 3 | expected a known setting, got 'utterlyDifferentThing'",
        "maxRetries | expected 'key = value', got 'maxRetries'",
      })
  void whatIsWrongInAFileIsRefusedByFileAndLine(String line, String text) throws IOException {
    Path file = file(line + "\n");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> CoordinationConfig.defaults().file(file))
        .withMessageStartingWith(file + ", line 1: ")
        .withMessageContaining(text);
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() throws IOException {
    Path file = file("maxRetries = 1\n\nmaxRetries = 1\n");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> CoordinationConfig.defaults().file(file))
        .withMessageContaining("line 3: expected maxRetries once, but it stands in line 1 too");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Path nothing = folder.resolve("nothing");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> CoordinationConfig.defaults().file(nothing))
        .withMessageStartingWith(nothing + ": expected a readable file of settings");
  }

  @Test
  void unknownVariablesAreRefusedAndThoseOfOtherUseAreNot() {
    Map<String, String> others = Map.of("YARDMASTER_LOG", "debug", "YARDMASTER_TASK", "t1");
    assertThat(CoordinationConfig.defaults().environment(others))
        .isEqualTo(CoordinationConfig.defaults());
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> CoordinationConfig.defaults().environment(Map.of("YARDMASTER_MAX_RETRYS", "3")))
        .withMessageContaining("did you mean 'YARDMASTER_MAX_RETRIES'?");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> CoordinationConfig.defaults().environment(Map.of("YARDMASTER_MAX_RETRIES", "x")))
        .withMessageStartingWith("environment variable YARDMASTER_MAX_RETRIES: expected");
  }

  @ParameterizedTest
  @EnumSource
  void everyDefaultIsWithinItsBoundsAndReadsAsItIsShown(Setting setting) {
    String shown = setting.show(setting.defaultValue());
    assertThat(setting.parse(shown, "here")).isEqualTo(setting.defaultValue());
    assertThat(Setting.find(setting.key())).contains(setting);
  }

  @Test
  void noTwoSettingsShareAVariableAndNoneIsOfOtherUse() {
    Set<String> variables = new HashSet<>(CoordinationConfig.OTHER_VARIABLES);
    for (Setting setting : Setting.values()) {
      assertThat(variables.add(setting.variable())).as(setting.variable()).isTrue();
    }
  }
}
