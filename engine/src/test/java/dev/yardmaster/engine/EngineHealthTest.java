package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.Health.Status;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R82: health is looked at, not assumed; maintenance tells what it did. */
@Timeout(60)
final class EngineHealthTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");
  private static final EngineOptions KEEPING_NOTHING =
      EngineOptions.DEFAULTS.events(new EventOptions(4, 1 << 20, Duration.ZERO, 0));

  @TempDir private Path folder;

  private static void submit(Engine engine, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      Reply reply =
          engine
              .connect(LOCAL)
              .send(new Request(WORKSPACE, LOCAL, null, new SubmitTask(TaskSpec.named("t" + i))))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(reply).isInstanceOf(Reply.Done.class);
    }
  }

  @Test
  void everyPartOfASoundEngineIsUpAndSaysWhatItIsJudgedBy() throws Exception {
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      submit(engine, 0, 3);
      engine.snapshot();
      HealthReport health = engine.health();
      assertThat(health.components())
          .containsOnlyKeys("driver", "log", "disk", "snapshots", "history", "metrics");
      assertThat(health.status()).isEqualTo(Status.UP);
      assertThat(health.of("log").reason()).isEqualTo("takes records");
      assertThat(health.of("driver").reason()).contains("requests wait");
      assertThat(health.of("disk").reason()).contains("MiB are free beside a reserve of 64 MiB");
      assertThat(health.of("snapshots").reason())
          .isEqualTo("the newest is of position " + engine.position().value());
      assertThat(health.of("history").reason()).contains("events behind the log");
    }
  }

  @Test
  void aLogOnAFullDiskIsDegradedWithTheReasonUntilThereIsRoom() {
    ScriptedLog log = new ScriptedLog();
    FakeMachine.Script machines = new FakeMachine.Script();
    try (Driver driver =
        new Driver(
            new ShardParts(
                7,
                log,
                machines::make,
                new FakeTime(),
                () -> 42,
                Runnable::run,
                new ShardParts.TakeOver(1, false, () -> {})),
            DriverOptions.DEFAULTS,
            new IdleSink())) {
      assertThat(log(driver, log).status()).isEqualTo(Status.DOWN);
      assertThat(driver.open()).isTrue();
      turn(driver);
      assertThat(log(driver, log).status()).isEqualTo(Status.DEGRADED);
      log.commitAll();
      turn(driver);
      assertThat(log(driver, log)).isEqualTo(Health.up("takes records"));

      driver.submit(new Pending.OfCommand(FakeMachine.pause("x")));
      turn(driver);
      log.writable(false);
      log.fail(LogException.Kind.STORAGE_FULL);
      turn(driver);
      assertThat(log(driver, log))
          .isEqualTo(Health.degraded("READ_ONLY: on purpose: STORAGE_FULL; queries are answered"));

      log.writable(true);
      turn(driver);
      log.commitAll();
      turn(driver);
      assertThat(log(driver, log).status()).isEqualTo(Status.UP);
    }
  }

  private static Health log(Driver driver, ScriptedLog log) {
    EventStream stream = new EventStream(log, EngineOptions.DEFAULTS.events());
    Snapshotter snapshots =
        new Snapshotter(log, () -> new CoreMachine(() -> 7), stream, EngineOptions.DEFAULTS);
    return EngineHealth.look(
            new EngineHealth.Parts(
                driver, snapshots, null, null, null, null, EngineOptions.DEFAULTS))
        .of("log");
  }

  private static void turn(Driver driver) {
    while (driver.turn() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aSnapshotThatCannotBeMadeIsToldWithTheReasonUntilOneCanBe() throws Exception {
    FakeMachine.Script machines = new FakeMachine.Script();
    AtomicBoolean broken = new AtomicBoolean();
    try (Engine engine =
        Engine.started(
            new MemoryLog(),
            EngineOptions.DEFAULTS,
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("no machine on purpose");
              }
              return machines.make();
            },
            () -> 7,
            new ShardParts.TakeOver(1, false, () -> {}))) {
      broken.set(true);
      assertThatIllegalStateException().isThrownBy(engine::snapshot);
      assertThat(engine.health().of("snapshots"))
          .isEqualTo(
              Health.degraded(
                  "the last one could not be made (no machine on purpose); the log keeps everything"
                      + " and grows"));
      MaintenanceReport report = engine.maintain();
      assertThat(report.isDone()).isFalse();
      assertThat(report.steps().get(0))
          .isEqualTo(new MaintenanceReport.Step("snapshot", false, "no machine on purpose"));
      assertThat(report.steps().get(1).done()).isFalse();
      broken.set(false);
      engine.snapshot();
      assertThat(engine.health().of("snapshots").status()).isEqualTo(Status.UP);
    }
  }

  @Test
  void aStoppedDriverIsDown() throws Exception {
    Engine engine = Engine.inMemory(EngineOptions.DEFAULTS);
    engine.close();
    assertThat(engine.health().of("driver").status()).isEqualTo(Status.DOWN);
    assertThat(engine.health().status()).isEqualTo(Status.DOWN);
  }

  @Test
  void maintenanceTellsWhatItReallyDid() throws Exception {
    try (Engine engine = Engine.open(folder, KEEPING_NOTHING)) {
      submit(engine, 0, 50);
      MaintenanceReport first = engine.maintain();
      assertThat(first.isDone()).as(first.toString()).isTrue();
      assertThat(first.steps())
          .extracting(MaintenanceReport.Step::name)
          .containsExactly("snapshot", "retention", "verify");
      assertThat(first.steps().get(2).what()).contains("every record replays");
      assertThat(engine.health().of("snapshots").reason())
          .isEqualTo("the newest is of position " + engine.position().value());
      submit(engine, 50, 60);
      assertThat(engine.maintain().isDone()).isTrue();
    }
    try (Engine again = Engine.open(folder, KEEPING_NOTHING)) {
      assertThat(again.verify()).isEmpty();
    }
  }
}
