package dev.yardmaster.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X10: denied calls on file, within bounds. */
final class DeniedLogTest {
  private static final long LARGE = 1_000_000;

  @TempDir Path folder;

  private Instant now = Instant.parse("2030-01-01T00:00:00Z");

  private DeniedLog open(long maxBytes) {
    return new DeniedLog(folder.resolve("audit"), () -> now, maxBytes);
  }

  private static Denial denial(String operation) {
    return new Denial("ada", "10.0.0.1:5", operation, "w");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("audit").resolve("denied.log"));
  }

  @Test
  void aLineSaysWhoWasDeniedWhatAndWhenAndIsKeptByTheNextProcess() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (DeniedLog log = open(LARGE)) {
        log.denied(denial("Op\"\n" + i));
      }
    }
    assertThat(lines())
        .containsExactly(
            "{\"time\":\"2030-01-01T00:00:00Z\",\"principal\":\"ada\",\"remote\":\"10.0.0.1:5\",\"operation\":\"Op\\\"\\n0\",\"workspace\":\"w\",\"code\":\"DENIED\"}",
            "{\"time\":\"2030-01-01T00:00:00Z\",\"principal\":\"ada\",\"remote\":\"10.0.0.1:5\",\"operation\":\"Op\\\"\\n1\",\"workspace\":\"w\",\"code\":\"DENIED\"}");
  }

  @Test
  void aHundredLinesASecondAreWrittenAndALineSaysHowManyWereNot() throws Exception {
    try (DeniedLog log = open(LARGE)) {
      for (int i = 0; i < 150; i++) {
        log.denied(denial("first"));
      }
      now = now.plusSeconds(1);
      for (int i = 0; i < 120; i++) {
        log.denied(denial("second"));
      }
    }
    List<String> lines = lines();
    assertThat(lines).filteredOn(line -> line.contains("\"first\"")).hasSize(100);
    assertThat(lines.get(100)).isEqualTo("{\"time\":\"2030-01-01T00:00:01Z\",\"dropped\":50}");
    assertThat(lines).filteredOn(line -> line.contains("\"second\"")).hasSize(99);
    assertThat(lines.getLast()).as("when it is closed").contains("\"dropped\":21");
    assertThat(lines).hasSize(201);
  }

  @Test
  void tenFilesAreKeptTheNewestLinesInTheFirst() throws Exception {
    String one =
        "{\"time\":\"2030-01-01T00:00:00Z\",\"principal\":\"ada\",\"remote\":\"10.0.0.1:5\",\"operation\":\"op-00\",\"workspace\":\"w\",\"code\":\"DENIED\"}\n";
    try (DeniedLog log = open(2L * one.length())) { // two lines a file
      for (int i = 0; i < 25; i++) {
        log.denied(denial("op-%02d".formatted(i)));
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
      assertThat(files).hasSize(10).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }
    assertThat(lines()).singleElement().asString().contains("op-24");
    assertThat(Files.readString(folder.resolve("audit/denied.1.log"))).contains("op-22", "op-23");
    assertThat(Files.readString(folder.resolve("audit/denied.9.log"))).contains("op-06", "op-07");
  }

  @Test
  void whatCannotBeWrittenIsCountedAndHarmsNobody() throws Exception {
    Path blocked = folder.resolve("audit");
    Files.writeString(blocked, "a file where the folder should be");
    try (DeniedLog log = open(LARGE)) {
      log.denied(denial("lost"));
      awaitWaiting(log);
      Files.delete(blocked);
      now = now.plusSeconds(1);
      log.denied(denial("kept"));
    }
    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst()).contains("\"dropped\":1");
    assertThat(lines().getLast()).contains("\"kept\"");
  }

  private static void awaitWaiting(DeniedLog log) {
    while (log.lost() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void withoutAFolderNothingIsWritten() throws Exception {
    try (DeniedLog log = new DeniedLog(null)) {
      log.denied(denial("op"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void longTextsAreCut() {
    assertThat(denial("x".repeat(1_000)).operation()).hasSize(256);
  }
}
