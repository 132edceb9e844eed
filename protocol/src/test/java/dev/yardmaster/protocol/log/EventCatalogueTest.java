package dev.yardmaster.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** R80: docs/events.md lists every kind of event there is, and none that is not. */
final class EventCatalogueTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]+)`");

  @Test
  void theCatalogueListsEveryKindOfEventAndNoOther() throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (Class<? extends Event> kind : RandomRecords.KINDS) {
      if (!kind.getSimpleName().endsWith("Restored")) {
        kinds.add(kind.getSimpleName());
      }
    }
    Set<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "events.md"))) {
      if (line.startsWith("| `")) {
        Matcher names = NAME.matcher(line.split("\\|", -1)[1]);
        while (names.find()) {
          listed.add(names.group(1));
        }
      }
    }
    assertThat(listed).isEqualTo(kinds);
  }
}
