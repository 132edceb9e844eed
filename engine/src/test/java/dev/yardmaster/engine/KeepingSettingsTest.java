package dev.yardmaster.engine;

import static dev.yardmaster.engine.SettingYard.LOCAL;
import static dev.yardmaster.engine.SettingYard.WORKSPACE;
import static dev.yardmaster.engine.SettingYard.engine;
import static dev.yardmaster.engine.SettingYard.options;
import static dev.yardmaster.engine.SettingYard.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.FileLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R83: what settings of events, of the history and of snapshots do, each by its effect. */
@Timeout(120)
final class KeepingSettingsTest {
  @TempDir private Path folder;

  /** How often a watch from the beginning must read the log for what is not in memory. */
  private static int readsOfALateWatch(Object... pairs) throws Exception {
    GatedLog log = new GatedLog();
    EngineOptions options = options(pairs).metrics(MetricsOptions.OFF); // it would read too
    try (Engine engine = engine(log, TimeSource.SYSTEM, options)) {
      submit(engine, "t", 10);
      AtomicInteger seen = new AtomicInteger();
      int before = log.reads();
      try (EventSubscription watch =
          engine
              .connect(LOCAL)
              .watch(WORKSPACE, LogPosition.START, event -> seen.incrementAndGet())) {
        Awaitility.await()
            .until(() -> watch.position().value() >= engine.position().value() && seen.get() > 10);
      }
      return log.reads() - before;
    }
  }

  @Test
  @Shows(Setting.EVENTS_RECENT_RECORDS)
  void whatIsBeyondTheRecentRecordsIsReadFromTheLog() throws Exception {
    assertThat(readsOfALateWatch()).isZero();
    assertThat(readsOfALateWatch(Setting.EVENTS_RECENT_RECORDS, "2")).isPositive();
  }

  @Test
  @Shows(Setting.EVENTS_RECENT_BYTES)
  void whatIsBeyondTheRecentBytesIsReadFromTheLog() throws Exception {
    assertThat(readsOfALateWatch()).isZero();
    assertThat(readsOfALateWatch(Setting.EVENTS_RECENT_BYTES, "1")).isPositive();
  }

  /** Whether the first event can still be watched after snapshots have replaced it. */
  private static boolean keepsTheBeginning(Object... pairs) throws Exception {
    EngineOptions options = options(pairs);
    try (Engine engine = engine(new MemoryLog(), TimeSource.SYSTEM, options)) {
      submit(engine, "a", 1_400); // more than one block of records in memory, and a mark in it
      engine.snapshot();
      submit(engine, "b", 300);
      engine.snapshot();
      engine.snapshot();
      return reaches(engine);
    }
  }

  private static boolean reaches(Engine engine) throws Exception {
    CompletableFuture<Long> first = new CompletableFuture<>();
    EventSubscription watch =
        engine
            .connect(LOCAL)
            .watch(WORKSPACE, LogPosition.START, event -> first.complete(event.position().value()));
    try (watch) {
      var unused =
          watch
              .ended()
              .whenComplete((nothing, failure) -> {
                if (failure != null) {
                  first.completeExceptionally(failure);
                }
              });
      assertThat(first.get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo(2);
      return true;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof CompletionException c ? c.getCause() : e.getCause();
      assertThat(cause)
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.OUT_OF_RANGE));
      return false;
    }
  }

  @Test
  @Shows(Setting.EVENTS_KEPT_FOR)
  void eventsOlderThanThatAreOutOfRangeOnceSnapshotsReplaceThem() throws Exception {
    assertThat(keepsTheBeginning(Setting.EVENTS_RECENT_RECORDS, "4")).isTrue();
    assertThat(
            keepsTheBeginning(Setting.EVENTS_RECENT_RECORDS, "4", Setting.EVENTS_KEPT_FOR, "0 ms"))
        .isFalse();
  }

  @Test
  @Shows(Setting.EVENTS_KEPT_BYTES)
  void eventsBeyondThoseBytesAreOutOfRangeOnceSnapshotsReplaceThem() throws Exception {
    assertThat(
            keepsTheBeginning(Setting.EVENTS_RECENT_RECORDS, "4", Setting.EVENTS_KEPT_BYTES, "0"))
        .isFalse();
  }

  @Test
  @Shows(Setting.HISTORY_ENABLED)
  void withoutHistoryThereIsNoFileOfIt() throws Exception {
    Path without = folder.resolve("without");
    try (Engine engine = Engine.open(without, options(Setting.HISTORY_ENABLED, "false"))) {
      submit(engine, "t", 1);
      assertThat(engine.history()).isEmpty();
    }
    assertThat(without.resolve("history.db")).doesNotExist();
    Path with = folder.resolve("with");
    try (Engine engine = Engine.open(with, options(Setting.HISTORY_ENABLED, "true"))) {
      submit(engine, "t", 1);
      assertThat(engine.history()).isPresent();
    }
    assertThat(with.resolve("history.db")).exists();
  }

  /** What the history of a new folder says once everything is in it. */
  private Object historyAfter(String name, String sql, EngineOptions options, int tasks)
      throws Exception {
    try (Engine engine = Engine.open(folder.resolve(name), options)) {
      submit(engine, "t", tasks);
      long later = System.currentTimeMillis() + 1;
      Awaitility.await().until(() -> System.currentTimeMillis() > later);
      submit(engine, "u", 1);
      HistoryReader history = engine.history().orElseThrow();
      Awaitility.await()
          .until(() -> history.sql("SELECT 1", 1).position().equals(engine.position()));
      return Objects.requireNonNull(history.sql(sql, 1).rows().getFirst().get("n"));
    }
  }

  @Test
  @Shows(Setting.HISTORY_KEPT_FOR)
  void eventsOlderThanThatLeaveTheHistory() throws Exception {
    String sql = "SELECT max(time) - min(time) AS n FROM events";
    assertThat((Integer) historyAfter("month", sql, options(), 1)).isPositive();
    assertThat(historyAfter("none", sql, options(Setting.HISTORY_KEPT_FOR, "0 ms"), 1))
        .isEqualTo(0);
  }

  @Test
  @Shows(Setting.HISTORY_KEPT_BYTES)
  void theOldestEventsLeaveAHistoryThatHoldsMore() throws Exception {
    EngineOptions options =
        options(Setting.HISTORY_KEPT_BYTES, "1 MiB").metrics(MetricsOptions.OFF);
    int first =
        (Integer) historyAfter("small", "SELECT min(position) AS n FROM events", options, 2_500);
    assertThat(first).isGreaterThan(10);
  }

  private static long newest(CommandLog log) throws LogException {
    Optional<LogSnapshot> newest = log.newestSnapshot();
    if (newest.isEmpty()) {
      return 0;
    }
    try (LogSnapshot snapshot = newest.get()) {
      return snapshot.index();
    }
  }

  @Test
  @Shows(Setting.SNAPSHOT_EVERY_RECORDS)
  void aSnapshotIsMadeAfterSoManyRecords() throws Exception {
    CommandLog log = new MemoryLog();
    try (Engine engine =
        engine(log, TimeSource.SYSTEM, options(Setting.SNAPSHOT_EVERY_RECORDS, "20"))) {
      submit(engine, "t", 17); // with the change of leader and the making of the workspace: 19
      assertThat(newest(log)).isZero();
      submit(engine, "u", 1);
      Awaitility.await().until(() -> newest(log) == 20);
    }
  }

  @Test
  @Shows(Setting.SNAPSHOT_EVERY_BYTES)
  void aSnapshotIsMadeAfterSoManyBytes() throws Exception {
    CommandLog log = new MemoryLog();
    try (Engine engine =
        engine(log, TimeSource.SYSTEM, options(Setting.SNAPSHOT_EVERY_BYTES, "1"))) {
      submit(engine, "t", 1);
      Awaitility.await().until(() -> newest(log) > 0);
    }
  }

  /** Whether closing makes a snapshot after ten records and a few. */
  private boolean snapshotAtClose(String name, EngineOptions options) throws Exception {
    try (Engine engine = Engine.open(folder.resolve(name), options)) {
      submit(engine, "t", 10);
    }
    try (FileLog log = FileLog.open(Engine.logFolder(folder.resolve(name)))) {
      return newest(log) > 0;
    }
  }

  @Test
  @Shows(Setting.SNAPSHOT_AT_CLOSE_FROM)
  void fewerRecordsThanThatMakeNoSnapshotAtAClose() throws Exception {
    assertThat(snapshotAtClose("enough", options(Setting.SNAPSHOT_AT_CLOSE_FROM, "5"))).isTrue();
    assertThat(snapshotAtClose("few", options(Setting.SNAPSHOT_AT_CLOSE_FROM, "50"))).isFalse();
  }

  @Test
  @Shows(Setting.SNAPSHOT_AT_CLOSE_UP_TO)
  void moreRecordsThanThatMakeNoSnapshotAtAClose() throws Exception {
    assertThat(
            snapshotAtClose(
                "many",
                options(Setting.SNAPSHOT_AT_CLOSE_FROM, "1", Setting.SNAPSHOT_AT_CLOSE_UP_TO, "5")))
        .isFalse();
  }
}
