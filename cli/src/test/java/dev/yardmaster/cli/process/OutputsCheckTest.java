package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputsCheckTest {
  @TempDir Path folder;

  @Test
  void outputsThatExistAreNoFailure() throws Exception {
    Files.createFile(folder.resolve("a"));
    Files.createDirectory(folder.resolve("d"));
    Path absolute = Files.createFile(folder.resolve("d/b"));
    assertThat(OutputsCheck.missing(folder, List.of("a", "d", "d/b", absolute.toString())))
        .isEmpty();
    assertThat(OutputsCheck.missing(folder, List.of())).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Files.createFile(folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
    AttemptFailure failure =
        OutputsCheck.missing(folder, List.of("a", "out/1.fits", "dangling")).orElseThrow();
    assertThat(failure.type()).isEqualTo("missing-output");
    assertThat(failure.message()).contains("2 of 3 are missing: out/1.fits, dangling;");
  }

  @Test
  void aLongListIsNamedInPart() {
    List<String> outputs = IntStream.range(0, 500).mapToObj(i -> "o" + i).toList();
    assertThat(OutputsCheck.missing(folder, outputs).orElseThrow().message())
        .contains("o9 and 490 more");
  }
}
