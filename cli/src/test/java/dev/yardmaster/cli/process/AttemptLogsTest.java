package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttemptLogsTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ".",
        "..",
        "...",
        "/",
        "//",
        "../../etc/passwd",
        "./a",
        "a/b:c@d+e-f_g.h",
        "/a/"
      })
  void everyTaskIdHasAFolderOfItsOwnInsideTheRootAndComesBack(String task) {
    AttemptLogs logs = new AttemptLogs(root);
    Path inside = root.relativize(logs.out(task, 1));
    assertThat(inside.normalize()).isEqualTo(inside);
    assertThat(inside.getNameCount()).isEqualTo(2);
    assertThat(AttemptLogs.decode(inside.getName(0).toString())).isEqualTo(task);
  }

  @Test
  void theLongestIdFitsAFileName() throws Exception {
    Path out = new AttemptLogs(root).out("./".repeat(64), 1);
    OutputFile.create(out);
    assertThat(out).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "=a", "ä", "a\n", "a%2F"})
  void whatIsNoTaskIdIsRefused(String task) {
    assertThatThrownBy(() -> new AttemptLogs(root).out(task, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + task + "'");
  }

  @Test
  void attemptsAreListedInTheOrderOfTheirNumbers() throws Exception {
    AttemptLogs logs = new AttemptLogs(root);
    assertThat(logs.attempts("t")).isEmpty();
    for (int attempt : new int[] {10, 2, 1}) {
      OutputFile.create(logs.out("t", attempt));
      OutputFile.create(logs.err("t", attempt));
    }
    Files.createFile(root.resolve("t/notes"));
    assertThat(logs.attempts("t")).containsExactly(1, 2, 10);
  }
}
