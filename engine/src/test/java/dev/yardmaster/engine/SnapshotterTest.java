package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.AddPlanTasks;
import dev.yardmaster.core.task.TaskCommand.OpenPlan;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.engine.log.FileLog;
import dev.yardmaster.engine.log.IdleListener;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.engine.log.LogSnapshot;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When snapshots are made, on a real folder with the real core, and what they are worth (S4). */
@Timeout(60)
final class SnapshotterTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");

  @TempDir private Path folder;
  private final CountDownLatch snapshotsMayBegin = new CountDownLatch(1);
  private final AtomicInteger snapshotsBegun = new AtomicInteger();
  private int snapshotsThatFail;
  private int submitted;

  private Engine open(FileLog log, SnapshotOptions options) throws LogException {
    return Engine.started(
        log,
        EngineOptions.DEFAULTS.snapshots(options),
        this::machine,
        () -> 7,
        new ShardParts.TakeOver(1, false, () -> {}));
  }

  /** A snapshot begins by making a machine of its own. */
  private Machine machine() {
    if (Thread.currentThread().getName().equals("yardmaster-snapshots")) {
      try {
        assertThat(snapshotsMayBegin.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (snapshotsBegun.incrementAndGet() <= snapshotsThatFail) {
        throw new IllegalStateException("No snapshot, on purpose");
      }
    }
    return new CoreMachine(() -> 7);
  }

  /** One command after the other, each a record of its own. */
  private void submit(Engine engine, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      send(engine, new SubmitTask(TaskSpec.named("t" + submitted++)));
    }
  }

  private static void send(Engine engine, Command command) throws Exception {
    assertThat(
            engine
                .connect(LOCAL)
                .send(new Request(WORKSPACE, LOCAL, null, command))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS))
        .isInstanceOf(Reply.Done.class);
  }

  private static long newest(FileLog log) throws LogException {
    Optional<LogSnapshot> newest = log.newestSnapshot();
    if (newest.isEmpty()) {
      return 0;
    }
    try (LogSnapshot snapshot = newest.get()) {
      return snapshot.index();
    }
  }

  private static long awaitSnapshot(FileLog log, long after) {
    return Awaitility.await().until(() -> newest(log), index -> index > after);
  }

  private static void sendLarge(Engine engine, String task, int bytes) throws Exception {
    Work work = new Work("", "", Payload.text("x".repeat(bytes)), new TreeSet<>());
    send(engine, new SubmitTask(TaskSpec.named(task).work(work)));
  }

  @Test
  void noSnapshotIsMadeBeforeAsMuchLogHasComeAsTheNewestTook() throws Exception {
    snapshotsMayBegin.countDown();
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(1_000, NEVER, NEVER, 0))) {
      sendLarge(engine, "large", 60_000);
      long first = awaitSnapshot(log, 0);
      int begun = snapshotsBegun.get();
      submit(engine, 50); // much more than a thousand bytes, and less than the state
      sendLarge(engine, "larger", 120_000);
      awaitSnapshot(log, first + 50);
      assertThat(snapshotsBegun).hasValue(begun + 1);
    }
  }

  @Test
  void aSnapshotIsMadeOnceThatManyRecordsWereWritten() throws Exception {
    snapshotsMayBegin.countDown();
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(NEVER, 50, NEVER, 0))) {
      submit(engine, 47); // with the change of leader and the making of the workspace: 49
      assertThat(log.lastIndex()).isEqualTo(49);
      assertThat(snapshotsBegun).hasValue(0);
      submit(engine, 1);
      assertThat(awaitSnapshot(log, 0)).isEqualTo(50);
      submit(engine, 49);
      assertThat(snapshotsBegun).hasValue(1);
      submit(engine, 1);
      assertThat(awaitSnapshot(log, 50)).isEqualTo(100);
    }
  }

  @Test
  void aSnapshotIsMadeOnceThatManyBytesWereWritten() throws Exception {
    snapshotsMayBegin.countDown();
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(4_000, NEVER, NEVER, 0))) {
      long bytes = 0;
      while (bytes < 4_000) {
        assertThat(snapshotsBegun).as("snapshots after %d bytes", bytes).hasValue(0);
        submit(engine, 1);
        bytes = 0;
        try (LogReader reader = log.read(1)) {
          while (reader.advance()) {
            bytes += reader.record().length;
          }
        }
      }
      assertThat(awaitSnapshot(log, 0)).isEqualTo(log.lastIndex());
    }
  }

  @Test
  void s4CommandsGoOnWhileASnapshotIsMadeAndARestartFromItAndTheTailEqualsFullReplay()
      throws Exception {
    FileLog log = FileLog.open(folder);
    long hash;
    try (Engine engine = open(log, new SnapshotOptions(NEVER, 50, NEVER, 0))) {
      submit(engine, 200);
      assertThat(newest(log)).isZero(); // it waits, and nobody waits for it
      snapshotsMayBegin.countDown();
      submit(engine, 20);
      long index = awaitSnapshot(log, 0);
      submit(engine, 30);
      assertThat(index).isLessThan(log.lastIndex());
      assertThat(engine.verify()).isEmpty();
      hash = hashOfFullReplay(log);
    }
    FileLog again = FileLog.open(folder);
    List<CoreMachine> machines = new ArrayList<>();
    try (Engine engine =
        Engine.started(
            again,
            EngineOptions.DEFAULTS.snapshots(new SnapshotOptions(NEVER, NEVER, NEVER, 0)),
            () -> {
              CoreMachine machine = new CoreMachine(() -> 8);
              machines.add(machine);
              return machine;
            },
            () -> 8,
            new ShardParts.TakeOver(1, false, () -> {}))) {
      assertThat(newest(again)).isPositive();
      assertThat(machines).hasSize(1);
      assertThat(hashOfFullReplay(again)).isNotEqualTo(hash); // the new leader is in the log
      assertThat(engine.verify()).isEmpty();
    }
    assertThat(machines.getFirst().incarnation()).isEqualTo(2);
    FileLog last = FileLog.open(folder);
    CoreMachine live = machines.getFirst();
    try (last) {
      last.start(new IdleListener());
      assertThat(hashOfFullReplay(last)).isEqualTo(live.hash());
      CoreMachine rebuilt = new CoreMachine(() -> 0);
      new Rebuild(rebuilt).run(last, Rebuild.Follower.NOBODY, index -> {});
      assertThat(rebuilt.hash()).isEqualTo(live.hash());
      assertThat(entries(rebuilt)).isEqualTo(entries(live));
    }
  }

  /** The whole state but its clock, which in a live one is ahead of its last record. */
  private static List<LogRecord.Entry> entries(CoreMachine machine) {
    List<LogRecord.Entry> entries = new ArrayList<>();
    machine.snapshot(entries::add);
    return entries.subList(1, entries.size());
  }

  /** Replays every record from the first, whatever snapshots there are. */
  private static long hashOfFullReplay(FileLog log) throws LogException {
    assertThat(log.firstIndex()).isEqualTo(1);
    CoreMachine machine = new CoreMachine(() -> 0);
    try (LogReader reader = log.read(1)) {
      while (reader.advance()) {
        assertThat(machine.replay(LogRecordCodec.decode(reader.record()))).isTrue();
      }
    }
    return machine.hash();
  }

  @Test
  void s4ASnapshotIsMadeAndRestoredHoweverLargeWhatItHoldsIs() throws Exception {
    snapshotsMayBegin.countDown();
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(NEVER, 63, NEVER, 0))) {
      for (int i = 0; i < 40; i++) {
        send(engine, new SubmitTask(largest("large" + i))); // all of them in 256 events
      }
      send(engine, new OpenPlan(PlanId.of("plan"), false));
      for (int i = 0; i < 20; i++) {
        send(engine, new AddPlanTasks(PlanId.of("plan"), List.of(largest("uploaded" + i))));
      }
      assertThat(awaitSnapshot(log, 0)).isEqualTo(63);
      assertThat(engine.verify()).isEmpty();
    }
    try (FileLog again = FileLog.open(folder)) {
      again.start(new IdleListener());
      CoreMachine rebuilt = new CoreMachine(() -> 0);
      new Rebuild(rebuilt).run(again, Rebuild.Follower.NOBODY, index -> {});
      assertThat(rebuilt.hash()).isEqualTo(hashOfFullReplay(again));
      try (LogSnapshot snapshot = again.newestSnapshot().orElseThrow()) {
        for (Optional<byte[]> c = snapshot.next(); c.isPresent(); c = snapshot.next()) {
          // A chunk ends before it would grow too large; no event here is larger than a plan's.
          assertThat(c.get().length).isLessThan(5 << 20);
        }
      }
    }
  }

  private static TaskSpec largest(String id) {
    Payload input = Payload.of(new byte[Payload.MAX_BYTES], "");
    return TaskSpec.named(id).work(new Work("", "", input, new TreeSet<>()));
  }

  @Test
  void aSnapshotThatFailsHarmsNothingAndIsTriedAgainAfterAsMuchAgain() throws Exception {
    snapshotsThatFail = 1;
    snapshotsMayBegin.countDown();
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(NEVER, 20, NEVER, 0))) {
      submit(engine, 18);
      Awaitility.await().until(() -> snapshotsBegun.get() == 1);
      submit(engine, 19);
      assertThat(snapshotsBegun).hasValue(1);
      assertThat(newest(log)).isZero();
      submit(engine, 1);
      assertThat(awaitSnapshot(log, 0)).isEqualTo(40);
    }
  }

  @Test
  void theTailLeftByTheFormerProcessCountsTowardsTheNextSnapshot() throws Exception {
    snapshotsMayBegin.countDown();
    try (Engine engine = open(FileLog.open(folder), new SnapshotOptions(NEVER, NEVER, NEVER, 0))) {
      submit(engine, 30); // with the change of leader and the making of the workspace: 32
    }
    FileLog log = FileLog.open(folder);
    try (Engine engine = open(log, new SnapshotOptions(NEVER, 33, NEVER, 0))) {
      assertThat(awaitSnapshot(log, 0)).isEqualTo(33); // with the next change of leader
      assertThat(engine.verify()).isEmpty();
    }
  }

  @Test
  void closingMakesASnapshotWhereItSavesMoreThanItCosts() throws Exception {
    snapshotsMayBegin.countDown();
    assertThat(snapshotAtCloseAfter(folder.resolve("few"), 5)).isFalse();
    assertThat(snapshotAtCloseAfter(folder.resolve("some"), 50)).isTrue();
    assertThat(snapshotAtCloseAfter(folder.resolve("many"), 150)).isFalse();
  }

  private boolean snapshotAtCloseAfter(Path of, int records) throws Exception {
    try (Engine engine = open(FileLog.open(of), new SnapshotOptions(NEVER, NEVER, 20, 100))) {
      submit(engine, records);
    }
    try (FileLog log = FileLog.open(of)) {
      return newest(log) > 0;
    }
  }
}
