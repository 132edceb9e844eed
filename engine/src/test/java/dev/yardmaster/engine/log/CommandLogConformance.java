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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.engine.log.LogException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every log must do, whatever keeps its records. */
abstract class CommandLogConformance {
  private final List<CommandLog> opened = new ArrayList<>();

  /** A log not yet started, the first of its medium. */
  abstract CommandLog open() throws LogException;

  final CommandLog track(CommandLog log) {
    opened.add(log);
    return log;
  }

  final CommandLog started(LogListener listener) throws LogException {
    CommandLog log = track(open());
    log.start(listener);
    return log;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(CommandLog::close);
  }

  @Test
  void leadershipIsGainedAfterStart() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    assertThat(listener.events()).containsExactly("leader");
    assertThat(log.lastIndex()).isZero();
    assertThat(log.firstIndex()).isEqualTo(1);
  }

  @Test
  void appendingBeforeTheStartIsRefused() throws LogException {
    CommandLog log = track(open());
    assertThat(failure(log.append(bytes("early")))).isEqualTo(Kind.NOT_LEADER);
    assertThat(failure(log.readBarrier())).isEqualTo(Kind.NOT_LEADER);
  }

  @Test
  void recordsAreCommittedInTheOrderOfTheirAppend() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    List<CompletionStage<Long>> stages = new ArrayList<>();
    for (String text : numbered(1, 5_000)) {
      stages.add(log.append(bytes(text)));
    }
    for (int i = 0; i < stages.size(); i++) {
      assertThat(await(stages.get(i))).isEqualTo(i + 1);
    }
    assertThat(listener.texts()).isEqualTo(numbered(1, 5_000));
    assertThat(log.lastIndex()).isEqualTo(5_000);
  }

  @Test
  void anOwnRecordIsDeliveredAsTheSameArrayBeforeItsStageCompletes() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    byte[] record = bytes("mine");
    List<byte[]> seen = await(log.append(record).thenApply(index -> listener.records()));
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst()).isSameAs(record);
  }

  @Test
  void aRecordCanBeReadFromTheMomentItIsDelivered() throws Exception {
    CompletableFuture<CommandLog> self = new CompletableFuture<>();
    CompletableFuture<List<String>> read = new CompletableFuture<>();
    CommandLog log =
        started(
            new IdleListener() {
              @Override
              public void committed(long index, byte[] record) {
                if (index == 2) {
                  try {
                    read.complete(readAll(self.join(), index));
                  } catch (LogException e) {
                    read.completeExceptionally(e);
                  }
                }
              }
            });
    self.complete(log);
    append(log, "first");
    append(log, "second");
    assertThat(read.join()).containsExactly("second");
  }

  @Test
  void anEmptyRecordIsARecord() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    assertThat(append(log, "")).isEqualTo(1);
    assertThat(listener.texts()).containsExactly("");
    assertThat(readAll(log, 1)).containsExactly("");
  }

  @Test
  void aRecordBeyondTheMaximumIsRefusedBeforeItIsQueued() throws LogException {
    CommandLog log = started(new RecordingListener());
    assertThatThrownBy(() -> log.append(new byte[CommandLog.MAX_RECORD_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most " + CommandLog.MAX_RECORD_BYTES);
    assertThat(append(log, "next")).isEqualTo(1);
  }

  @Test
  void theListenerMayAppendFromWithinADelivery() throws LogException {
    CompletableFuture<Long> second = new CompletableFuture<>();
    CompletableFuture<CommandLog> self = new CompletableFuture<>();
    CommandLog log =
        started(
            new IdleListener() {
              @Override
              public void committed(long index, byte[] record) {
                if (index == 1) {
                  self.join().append(bytes("echo")).thenAccept(second::complete);
                }
              }
            });
    self.complete(log);
    append(log, "first");
    assertThat(await(second)).isEqualTo(2);
  }

  @Test
  void startingTwiceIsABug() throws LogException {
    CommandLog log = started(new RecordingListener());
    assertThatThrownBy(() -> log.start(new RecordingListener()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyCallAfterCloseIsRefused() throws LogException {
    CommandLog log = started(new RecordingListener());
    append(log, "kept");
    log.close();
    log.close();
    assertThat(failure(log.append(bytes("late")))).isEqualTo(Kind.CLOSED);
    assertThat(failure(log.readBarrier())).isEqualTo(Kind.CLOSED);
    assertKind(Kind.CLOSED, () -> log.read(1));
    assertKind(Kind.CLOSED, () -> snapshot(log, 1));
    assertKind(Kind.CLOSED, log::newestSnapshot);
    assertKind(Kind.CLOSED, () -> log.compact(1));
  }

  @Test
  void closeCommitsWhatIsWaiting() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    List<CompletionStage<Long>> stages = new ArrayList<>();
    for (String text : numbered(1, 200)) {
      stages.add(log.append(bytes(text)));
    }
    log.close();
    stages.forEach(Appends::await);
    assertThat(listener.texts()).isEqualTo(numbered(1, 200));
  }

  @Test
  void aReadBarrierCompletesWhenWhatWasCommittedIsDelivered() throws LogException {
    RecordingListener listener = new RecordingListener();
    CommandLog log = started(listener);
    append(log, "a");
    long last = log.lastIndex();
    await(log.readBarrier());
    assertThat(listener.lastIndex()).isGreaterThanOrEqualTo(last);
  }

  @Test
  void readingFromAnIndexGivesEverythingAfterIt() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 300);
    assertThat(readAll(log, 1)).isEqualTo(numbered(1, 300));
    assertThat(readAll(log, 151)).isEqualTo(numbered(151, 300));
    assertThat(readAll(log, 300)).isEqualTo(numbered(300, 300));
    assertThat(readAll(log, 301)).isEmpty();
  }

  @Test
  void aReaderFollowsAppendsWithoutGapOrDuplicate() throws Exception {
    CommandLog log = started(new RecordingListener());
    CountDownLatch reading = new CountDownLatch(1);
    Thread appender =
        Thread.ofVirtual()
            .start(() -> {
              awaitLatch(reading);
              appendNumbered(log, 1, 3_000);
            });
    List<Long> indices = new ArrayList<>();
    try (LogReader reader = log.read(1)) {
      reading.countDown();
      while (indices.size() < 3_000) {
        if (reader.advance()) {
          indices.add(reader.index());
          assertThat(reader.record()).isEqualTo(bytes("r" + reader.index()));
        } else {
          Thread.onSpinWait();
        }
      }
    }
    appender.join();
    assertThat(indices).hasSize(3_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void readingOutsideTheLogIsOutOfRange() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 3);
    assertKind(Kind.OUT_OF_RANGE, () -> log.read(5));
    assertKind(Kind.OUT_OF_RANGE, () -> log.read(0));
    assertKind(Kind.OUT_OF_RANGE, () -> log.read(-1));
  }

  @Test
  void theNewestSnapshotIsReadAsWritten() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 10);
    assertThat(log.newestSnapshot()).isEmpty();
    snapshot(log, 4);
    snapshot(log, 9);
    try (LogSnapshot newest = log.newestSnapshot().orElseThrow()) {
      assertThat(newest.index()).isEqualTo(9);
      assertThat(newest.next()).contains(bytes("state up to 9"));
      assertThat(newest.next()).contains(new byte[0]);
      assertThat(newest.next()).isEqualTo(Optional.empty());
      assertThat(newest.next()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void aSnapshotOfTheFutureIsRefused() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 3);
    assertKind(Kind.OUT_OF_RANGE, () -> snapshot(log, 4));
    assertKind(Kind.OUT_OF_RANGE, () -> snapshot(log, 0));
  }

  @Test
  void aSnapshotWhoseMakerFailsDoesNotExist() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 3);
    assertThatThrownBy(() ->
            log.saveSnapshot(
                3,
                sink -> {
                  sink.add(bytes("half"));
                  throw new IllegalStateException("maker failed");
                }))
        .hasMessage("maker failed");
    assertThat(log.newestSnapshot()).isEmpty();
    assertThat(append(log, "on")).isEqualTo(4);
  }

  @Test
  void compactionKeepsWhatTwoSnapshotsNeed() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 9_000);
    snapshot(log, 4_000);
    log.compact(9_000);
    assertThat(readAll(log, 1)).hasSize(9_000);
    snapshot(log, 8_000);
    log.compact(9_000);
    assertThat(log.firstIndex()).isBetween(2L, 4_001L);
    assertThat(readAll(log, log.firstIndex())).isEqualTo(numbered(log.firstIndex(), 9_000));
    assertThat(readAll(log, 4_001)).isEqualTo(numbered(4_001, 9_000));
    assertKind(Kind.OUT_OF_RANGE, () -> log.read(1));
    assertThat(append(log, "on")).isEqualTo(9_001);
  }

  @Test
  void compactionKeepsEverythingAfterTheIndexGiven() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 9_000);
    snapshot(log, 8_000);
    snapshot(log, 9_000);
    log.compact(2_500);
    assertThat(readAll(log, 2_501)).isEqualTo(numbered(2_501, 9_000));
  }

  @Test
  void aReaderOvertakenByCompactionSaysSo() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 9_000);
    try (LogReader reader = log.read(1)) {
      snapshot(log, 8_999);
      snapshot(log, 9_000);
      log.compact(9_000);
      assertThat(log.firstIndex()).isGreaterThan(1);
      assertKind(
          Kind.OUT_OF_RANGE,
          () -> {
            while (reader.advance()) {
              assertThat(reader.record()).isEqualTo(bytes("r" + reader.index()));
            }
          });
    }
  }

  @Test
  void aListenerThatThrowsStopsTheLog() throws LogException {
    RecordingListener heard = new RecordingListener();
    CommandLog log =
        started(
            new IdleListener() {
              @Override
              public void committed(long index, byte[] record) {
                throw new IllegalStateException("planted");
              }

              @Override
              public void leadershipLost(LogException reason) {
                heard.leadershipLost(reason);
              }
            });
    assertThat(failure(log.append(bytes("a")))).isEqualTo(Kind.LISTENER_FAILED);
    assertThat(failure(log.append(bytes("b")))).isEqualTo(Kind.LISTENER_FAILED);
    assertThat(heard.events()).containsExactly("lost LISTENER_FAILED");
  }

  @Test
  void moreWaitingThanTheBoundIsRefusedAsBusy() throws LogException {
    CountDownLatch release = new CountDownLatch(1);
    CommandLog log =
        started(
            new IdleListener() {
              @Override
              public void committed(long index, byte[] record) {
                awaitLatch(release);
              }
            });
    List<CompletionStage<Long>> stages = new ArrayList<>();
    CompletionStage<Long> latest = log.append(bytes("x"));
    while (!latest.toCompletableFuture().isCompletedExceptionally()) {
      stages.add(latest);
      latest = log.append(bytes("x"));
    }
    assertThat(failure(latest)).isEqualTo(Kind.BUSY);
    release.countDown();
    stages.forEach(Appends::await);
    assertThat(append(log, "again")).isEqualTo(stages.size() + 1);
  }

  static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(LogException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
