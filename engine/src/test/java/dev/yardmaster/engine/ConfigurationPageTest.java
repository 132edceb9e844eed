package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.task.TaskTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** R83: docs/configuration.md says what the code says. */
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageIsWhatTheTableSays() throws IOException {
    if (Boolean.getBoolean("yardmaster.pages.renew")) {
      Files.writeString(PAGE, ConfigurationPage.text());
    }
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md; the page itself says how it is written anew")
        .isEqualTo(ConfigurationPage.text());
  }

  @Test
  void limitsThatCannotBeChangedAreReadFromTheCode() throws IOException {
    assertThat(ConfigurationPage.limits())
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    String.format(
                        Locale.ROOT, "| TaskTable | `MAX_TASKS` | %,d |", TaskTable.MAX_TASKS)))
        .anySatisfy(line ->
            assertThat(line).contains("`MAX_DELIVERIES` | " + MailLimits.MAX_DELIVERIES + " |"))
        .hasSizeGreaterThan(50);
  }
}
