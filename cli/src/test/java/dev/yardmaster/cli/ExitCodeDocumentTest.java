package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExitCodeDocumentTest {
  @Test
  void theDocumentListsExactlyTheTable() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/exit-codes.md")).stream()
            .filter(line -> line.matches("\\| \\d+ .*"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values())
                .map(code -> "| %d | %s | %s |".formatted(code.code(), code, code.occurs()))
                .toList());
  }

  @Test
  void noTwoMeaningsShareACode() {
    assertThat(ExitCode.values()).extracting(ExitCode::code).doesNotHaveDuplicates();
  }
}
