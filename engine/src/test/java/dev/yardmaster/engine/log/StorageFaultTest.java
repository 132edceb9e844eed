package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.appendNumbered;
import static dev.yardmaster.engine.log.Appends.await;
import static dev.yardmaster.engine.log.Appends.bytes;
import static dev.yardmaster.engine.log.Appends.failure;
import static dev.yardmaster.engine.log.Appends.numbered;
import static dev.yardmaster.engine.log.Appends.readAll;
import static dev.yardmaster.engine.log.Appends.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.engine.log.LogException.Kind;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** S22 and S23 on the simulated disk. */
@ExtendWith(QuietLogging.class)
final class StorageFaultTest {
  private static final FileLogOptions SMALL =
      new FileLogOptions(8_192, 1_024, 4_096, 1_024, 64, 1_000);

  private final SimulatedStorage storage = new SimulatedStorage();
  private final RecordingListener listener = new RecordingListener();

  private FileLog started() throws LogException {
    FileLog log = FileLog.open(storage, SMALL);
    log.start(listener);
    return log;
  }

  @Test
  void afterAFailedFsyncNothingIsAcknowledgedAnyMore() throws LogException {
    FileLog log = started();
    append(log, "r1");
    storage.forcesFail(true);
    assertThat(failure(log.append(bytes("r2")))).isEqualTo(Kind.STORAGE_FAILED);
    storage.forcesFail(false);
    assertThat(failure(log.append(bytes("r3")))).isEqualTo(Kind.STORAGE_FAILED);
    assertThat(failure(log.readBarrier())).isEqualTo(Kind.STORAGE_FAILED);
    assertThat(listener.events()).containsExactly("leader", "lost STORAGE_FAILED");
    assertThat(listener.texts()).containsExactly("r1");
    assertThat(readAll(log, 1)).containsExactly("r1");
    log.close();
  }

  @Test
  void whatAFailedFsyncLeftInThePageCacheIsMadeDurableBeforeItIsDelivered() throws LogException {
    FileLog log = started();
    append(log, "r1");
    storage.forcesFail(true);
    assertThat(failure(log.append(bytes("r2")))).isEqualTo(Kind.STORAGE_FAILED);
    storage.forcesFail(false);
    log.close();
    RecordingListener second = new RecordingListener();
    FileLog again = FileLog.open(storage, SMALL);
    again.startStopped(second);
    assertThat(second.texts()).containsExactly("r1", "r2");
    storage.powerLoss(new Random(1));
    RecordingListener third = new RecordingListener();
    FileLog.open(storage, SMALL).startStopped(third);
    assertThat(third.texts()).containsExactly("r1", "r2");
  }

  @Test
  void aFullDiskRefusesWritesServesReadsAndRecovers() throws LogException {
    FileLog log = started();
    append(log, "r1");
    storage.capacity(storage.usedBytes() + 600);
    long next = 2;
    Kind refusedWith = null;
    while (refusedWith == null) {
      var stage = log.append(bytes("r" + next)).toCompletableFuture();
      refusedWith = stage.handle((index, e) -> e == null ? null : failure(stage)).join();
      next += refusedWith == null ? 1 : 0;
    }
    assertThat(refusedWith).isEqualTo(Kind.STORAGE_FULL);
    assertThat(listener.events()).containsExactly("leader", "read-only");
    assertThat(readAll(log, 1)).isEqualTo(numbered(1, next - 1));
    await(log.readBarrier());
    assertThat(failure(log.append(bytes("still full")))).isEqualTo(Kind.STORAGE_FULL);

    storage.capacity(Long.MAX_VALUE);
    appendNumbered(log, next, next + 500);
    assertThat(listener.events()).containsExactly("leader", "read-only", "writable");
    log.close();
    RecordingListener second = new RecordingListener();
    FileLog.open(storage, SMALL).startStopped(second);
    assertThat(second.texts()).isEqualTo(numbered(1, next + 500));
  }

  @Test
  void theLogTurnsReadOnlyWhileTheReserveIsStillFree() throws LogException {
    FileLog log = started();
    append(log, "r1");
    Awaitility.await().until(() -> storage.exists(FileNames.RESERVE));
    storage.capacity(storage.usedBytes());
    long next = 2;
    while (listener.events().size() == 1) {
      log.append(bytes("r" + next)).toCompletableFuture().handle((index, e) -> 0).join();
      next++;
    }
    assertThat(storage.usableBytes()).isGreaterThanOrEqualTo(SMALL.reserveBytes());
    snapshot(log, 1);
    log.close();
  }

  @Test
  void spaceIsNoticedWithoutAnAppend() throws LogException {
    FileLog log = started();
    append(log, "r1");
    storage.capacity(storage.usedBytes());
    Awaitility.await().until(() -> listener.events().contains("read-only"));
    storage.capacity(Long.MAX_VALUE);
    Awaitility.await().until(() -> listener.events().contains("writable"));
    assertThat(append(log, "r2")).isEqualTo(2);
    log.close();
  }

  @Test
  void aLogOnAFullDiskOpensForReading() throws LogException {
    FileLog log = started();
    append(log, "r1");
    log.close();
    storage.capacity(storage.usedBytes());
    RecordingListener second = new RecordingListener();
    FileLog again = FileLog.open(storage, SMALL);
    again.start(second);
    assertThat(second.texts()).containsExactly("r1");
    assertThat(second.events()).containsExactly("leader", "read-only");
    assertThat(failure(again.append(bytes("r2")))).isEqualTo(Kind.STORAGE_FULL);
    again.close();
  }

  @Test
  void aSnapshotThatDoesNotFitHarmsNothing() throws LogException {
    FileLog log = started();
    append(log, "r1");
    storage.capacity(storage.usedBytes() + 100);
    CommandLogConformance.assertKind(
        Kind.STORAGE_FULL, () -> log.saveSnapshot(1, sink -> sink.add(new byte[5_000])));
    assertThat(log.newestSnapshot()).isEmpty();
    assertThat(storage.list()).noneMatch(name -> name.endsWith(FileNames.UNFINISHED));
    log.close();
  }
}
