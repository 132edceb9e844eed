package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.appendNumbered;
import static dev.yardmaster.engine.log.Appends.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.engine.log.LogException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a real disk keeps the contract, and its folder to itself. */
final class FileLogTest extends DurableLogConformance {
  static final FileLogOptions SMALL =
      new FileLogOptions(16 << 10, 4 << 10, 64 << 10, 4 << 10, 4_096, 16_384);

  @TempDir Path folder;

  @Override
  CommandLog open() throws LogException {
    return FileLog.open(folder.resolve("log"), SMALL);
  }

  @Override
  CommandLog reopen() throws LogException {
    return open();
  }

  @Test
  void aSecondOpenInTheSameProcessIsRefused() throws LogException {
    started(new RecordingListener());
    assertThatThrownBy(this::open)
        .isInstanceOf(LogException.class)
        .hasMessageContaining(folder.resolve("log").toString())
        .hasMessageContaining("is in use by this process");
    // The refused attempt must not have given up the first one's lock.
    assertThat(otherProcessOpens(folder.resolve("log"))).contains("LOCKED");
  }

  @Test
  void aSecondProcessIsRefusedAndToldWhoHasTheFolder() throws LogException {
    CommandLog log = started(new RecordingListener());
    assertThat(otherProcessOpens(folder.resolve("log")))
        .contains("LOCKED")
        .contains(folder.resolve("log").toString())
        .contains("process " + ProcessHandle.current().pid());
    append(log, "mine");
    log.close();
    assertThat(otherProcessOpens(folder.resolve("log"))).contains("opened");
  }

  private static String otherProcessOpens(Path folder) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  OpenFolder.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRecordLongerThanASegmentIsKept() throws LogException {
    CommandLog log = started(new RecordingListener());
    append(log, "small");
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'x');
    await(log.append(large));
    append(log, "after");
    RecordingListener listener = new RecordingListener();
    CommandLog again = restarted(log, listener);
    assertThat(listener.records().get(1)).isEqualTo(large);
    assertThat(listener.lastIndex()).isEqualTo(3);
    try (LogReader reader = again.read(2)) {
      assertThat(reader.advance()).isTrue();
      assertThat(reader.record()).isEqualTo(large);
    }
  }

  @Test
  void leftoversOfUnfinishedFilesAreRemoved() throws LogException, IOException {
    CommandLog log = started(new RecordingListener());
    append(log, "r1");
    log.close();
    Path leftover = folder.resolve("log/snapshot-00000000000000000001.snap.tmp");
    Files.writeString(leftover, "half");
    restarted(log, new RecordingListener());
    assertThat(leftover).doesNotExist();
  }

  @Test
  void anotherFormatVersionIsRefusedByName() throws LogException, IOException {
    started(new RecordingListener()).close();
    Path format = folder.resolve("log/format");
    LogId id = LogId.parse(Files.readString(format).lines().toList().get(2).substring(3));
    Files.writeString(format, FormatFile.text(2, id));
    assertThatThrownBy(this::open)
        .hasMessageContaining(format.toString())
        .hasMessageContaining("expected log format 1, but the folder has format 2")
        .hasMessageContaining("newer release");
    Files.writeString(format, FormatFile.text(0, id));
    assertThatThrownBy(this::open)
        .hasMessageContaining("older release")
        .isInstanceOfSatisfying(
            LogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_FORMAT));
  }

  @Test
  void verifyingAHealthyFolderReportsWhatItHolds() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 2_000);
    Appends.snapshot(log, 1_000);
    LogReport report = FileLog.verify(folder.resolve("log"));
    assertThat(report.damage()).isEmpty();
    assertThat(report.firstIndex()).isEqualTo(1);
    assertThat(report.lastIndex()).isEqualTo(2_000);
    assertThat(report.snapshots()).containsExactly(1_000L);
  }
}
