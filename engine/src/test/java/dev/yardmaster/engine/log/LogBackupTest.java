package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.appendNumbered;
import static dev.yardmaster.engine.log.Appends.numbered;
import static dev.yardmaster.engine.log.Appends.readAll;
import static dev.yardmaster.engine.log.Appends.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.engine.log.LogException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S24: a backup is the log up to one exact record, and can be brought back. */
final class LogBackupTest {
  @TempDir Path folder;

  private FileLog startedLog() throws LogException {
    return started(folder.resolve("log"), new RecordingListener());
  }

  private static FileLog started(Path path, LogListener listener) throws LogException {
    FileLog log = FileLog.open(path, FileLogTest.SMALL);
    log.start(listener);
    return log;
  }

  @Test
  void aBackupHoldsExactlyTheRecordsUpToItsIndexWhileAppendsGoOn() throws Exception {
    Path backup = folder.resolve("backup");
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch appended = new CountDownLatch(200);
    long index;
    try (FileLog log = startedLog()) {
      Thread appender =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 1; !stop.get(); i++) {
                  append(log, "r" + i);
                  appended.countDown();
                }
              });
      appended.await();
      snapshot(log, 100);
      index = LogBackup.backup(log, backup);
      stop.set(true);
      appender.join();
    }
    assertThat(index).isGreaterThanOrEqualTo(200);
    assertThat(FileLog.verify(backup).damage()).isEmpty();
    RecordingListener listener = new RecordingListener();
    try (FileLog copy = started(backup, listener)) {
      assertThat(listener.restoredAt()).isEqualTo(100);
      assertThat(readAll(copy, 1)).isEqualTo(numbered(1, index));
      assertThat(copy.restored()).isFalse();
    }
  }

  @Test
  void aRestoredLogGoesOnAtTheSameIndicesAndSaysItWasRestored() throws Exception {
    Path backup = folder.resolve("backup");
    Path target = folder.resolve("restored");
    long first;
    try (FileLog log = startedLog()) {
      appendNumbered(log, 1, 9_000);
      snapshot(log, 6_000);
      snapshot(log, 8_000);
      log.compact(8_000);
      first = log.firstIndex();
      assertThat(LogBackup.backup(log, backup)).isEqualTo(9_000);
    }
    assertThat(first).isGreaterThan(1);
    assertThat(LogBackup.restore(backup, target)).isEqualTo(9_000);
    RecordingListener listener = new RecordingListener();
    try (FileLog log = started(target, listener)) {
      assertThat(log.restored()).isTrue();
      assertThat(listener.restoredAt()).isEqualTo(8_000);
      assertThat(listener.texts()).isEqualTo(numbered(8_001, 9_000));
      assertThat(log.firstIndex()).isEqualTo(first);
      assertThat(append(log, "on")).isEqualTo(9_001);
    }
    try (FileLog log = started(target, new RecordingListener())) {
      assertThat(log.restored()).isTrue();
      log.acknowledgeRestored();
      assertThat(log.restored()).isFalse();
    }
    try (FileLog log = started(target, new RecordingListener())) {
      assertThat(log.restored()).isFalse();
    }
  }

  @Test
  void anEmptyLogCanBeBackedUpAndRestored() throws LogException {
    try (FileLog log = startedLog()) {
      assertThat(LogBackup.backup(log, folder.resolve("backup"))).isZero();
    }
    LogBackup.restore(folder.resolve("backup"), folder.resolve("restored"));
    try (FileLog log = started(folder.resolve("restored"), new RecordingListener())) {
      assertThat(append(log, "first")).isEqualTo(1);
    }
  }

  @Test
  void aLogInMemoryCanBeBackedUp() throws LogException {
    try (MemoryLog log = new MemoryLog()) {
      log.start(new RecordingListener());
      appendNumbered(log, 1, 10);
      assertThat(LogBackup.backup(log, folder.resolve("backup"))).isEqualTo(10);
    }
    assertThat(FileLog.verify(folder.resolve("backup")).lastIndex()).isEqualTo(10);
  }

  @Test
  void aTargetInUseIsRefused() throws LogException, IOException {
    Path target = Files.createDirectories(folder.resolve("used"));
    Files.writeString(target.resolve("precious.txt"), "mine");
    try (FileLog log = startedLog()) {
      assertThatThrownBy(() -> LogBackup.backup(log, target))
          .hasMessageContaining(target.toString())
          .hasMessageContaining("precious.txt");
      LogBackup.backup(log, folder.resolve("backup"));
    }
    CommandLogConformance.assertKind(
        Kind.UNUSABLE_FOLDER, () -> LogBackup.restore(folder.resolve("backup"), target));
    assertThat(target).isDirectoryContaining("glob:**precious.txt");
  }

  @Test
  void aDamagedBackupIsRefusedByNameAndNothingIsMade() throws LogException, IOException {
    Path backup = folder.resolve("backup");
    try (FileLog log = startedLog()) {
      appendNumbered(log, 1, 100);
      LogBackup.backup(log, backup);
    }
    Path segment = backup.resolve(FileNames.segment(1));
    byte[] content = Files.readAllBytes(segment);
    content[200] ^= 4;
    Files.write(segment, content);
    assertThatThrownBy(() -> LogBackup.restore(backup, folder.resolve("restored")))
        .hasMessageContaining(segment.toString());
    assertThat(folder.resolve("restored")).doesNotExist();
  }

  @Test
  void anInterruptedRestoreIsRefusedWhenOpened() throws LogException, IOException {
    Path backup = folder.resolve("backup");
    try (FileLog log = startedLog()) {
      append(log, "r1");
      LogBackup.backup(log, backup);
    }
    // The format file is written last.
    Files.delete(backup.resolve(FileNames.FORMAT));
    assertThatThrownBy(() -> FileLog.open(backup))
        .hasMessageContaining(backup.resolve(FileNames.FORMAT).toString())
        .hasMessageContaining("interrupted");
  }
}
