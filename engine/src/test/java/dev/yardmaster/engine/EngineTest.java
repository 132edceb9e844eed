package dev.yardmaster.engine;

import static dev.yardmaster.engine.FakeMachine.WORKSPACE;
import static dev.yardmaster.engine.FakeMachine.pause;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.FileLog;
import dev.yardmaster.engine.log.FileLogOptions;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.MemoryLog;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine around a machine that is not the core: threads, fan-out, snapshots, reopening. */
@Timeout(60)
final class EngineTest {
  private static final EngineOptions SMALL =
      EngineOptions.DEFAULTS.events(new EventOptions(4, 1 << 20, Duration.ZERO, 0));
  private static final EngineOptions KEEPING =
      EngineOptions.DEFAULTS.events(new EventOptions(4, 1 << 20, Duration.ofHours(1), 1 << 30));

  private final FakeMachine.Script machines = new FakeMachine.Script();

  private Engine open(CommandLog log, EngineOptions options) throws LogException {
    return Engine.started(
        log, options, machines::make, () -> 7, new ShardParts.TakeOver(1, false, () -> {}));
  }

  private static void send(Connection connection, int from, int to) {
    List<CompletionStage<Reply>> replies = new ArrayList<>();
    for (int i = from; i < to; i++) {
      replies.add(connection.send(pause("n" + i)));
    }
    for (CompletionStage<Reply> reply : replies) {
      assertThat(reply.toCompletableFuture().join()).isInstanceOf(Reply.Done.class);
    }
  }

  private static List<CommittedEvent> take(BlockingQueue<CommittedEvent> queue, int count)
      throws InterruptedException {
    List<CommittedEvent> taken = new ArrayList<>();
    while (taken.size() < count) {
      CommittedEvent event = queue.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("event %d of %d", taken.size() + 1, count).isNotNull();
      taken.add(event);
    }
    return taken;
  }

  private static void assertConsecutive(List<CommittedEvent> events, long first) {
    long expected = first;
    for (CommittedEvent event : events) {
      assertThat(event.position().value()).isEqualTo(expected++);
    }
  }

  @Test
  void everyWatchSeesEveryEventOnceInOrderWhereverItBegins() throws Exception {
    try (Engine engine = open(new MemoryLog(), KEEPING)) {
      Connection connection = engine.connect(Principal.of("p"));
      BlockingQueue<CommittedEvent> early = new LinkedBlockingQueue<>();
      BlockingQueue<CommittedEvent> late = new LinkedBlockingQueue<>();
      BlockingQueue<CommittedEvent> middle = new LinkedBlockingQueue<>();
      try (EventSubscription a = connection.watch(WORKSPACE, LogPosition.START, early::add)) {
        send(connection, 0, 500);
        for (int i = 500; i < 600; i++) {
          send(connection, i, i + 1);
        }
        try (EventSubscription b = connection.watch(WORKSPACE, LogPosition.START, late::add);
            EventSubscription c = connection.watch(WORKSPACE, new LogPosition(333), middle::add)) {
          send(connection, 600, 700);
          assertConsecutive(take(early, 701), 1);
          assertConsecutive(take(late, 701), 1);
          assertConsecutive(take(middle, 701 - 333), 334);
          assertThat(a.position().value()).isGreaterThanOrEqualTo(600);
          assertThat(b.ended().toCompletableFuture()).isNotDone();
          assertThat(c.ended().toCompletableFuture()).isNotDone();
        }
      }
    }
  }

  @Test
  void aListenerThatThrowsEndsItsOwnWatchOnly() throws Exception {
    try (Engine engine = open(new MemoryLog(), KEEPING)) {
      Connection connection = engine.connect(Principal.of("p"));
      BlockingQueue<CommittedEvent> seen = new LinkedBlockingQueue<>();
      EventSubscription bad =
          connection.watch(
              WORKSPACE,
              LogPosition.START,
              event -> {
                throw new IllegalStateException("on purpose");
              });
      try (EventSubscription good = connection.watch(WORKSPACE, LogPosition.START, seen::add)) {
        send(connection, 0, 10);
        assertConsecutive(take(seen, 11), 1);
        assertThat(good.ended().toCompletableFuture()).isNotDone();
      }
      assertThatThrownBy(() -> bad.ended().toCompletableFuture().join())
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCompactedPositionIsRefusedOutOfRangeAndLaterOnesStillWork(@TempDir Path folder)
      throws Exception {
    FileLogOptions tiny = new FileLogOptions(4_096, 1_024, 0, 1 << 20, 16, 64);
    try (Engine engine = open(FileLog.open(folder, tiny), SMALL)) {
      Connection connection = engine.connect(Principal.of("p"));
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 300; i++) {
          send(connection, i, i + 1);
        }
        engine.snapshot();
      }
      EventSubscription old = connection.watch(WORKSPACE, LogPosition.START, event -> {});
      assertThatThrownBy(() -> old.ended().toCompletableFuture().join())
          .cause()
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.OUT_OF_RANGE));
      BlockingQueue<CommittedEvent> seen = new LinkedBlockingQueue<>();
      try (EventSubscription recent =
          connection.watch(WORKSPACE, new LogPosition(1_100), seen::add)) {
        assertConsecutive(take(seen, 101), 1_101);
        assertThat(recent.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  @Test
  void snapshotAndTailEqualFullReplay(@TempDir Path folder) throws Exception {
    try (Engine engine = open(FileLog.open(folder), KEEPING)) {
      Connection connection = engine.connect(Principal.of("p"));
      send(connection, 0, 50);
      engine.snapshot();
      send(connection, 50, 80);
    }
    List<String> live = machines.made.get(0).names();
    FakeMachine.Script reopened = new FakeMachine.Script();
    FileLog log = FileLog.open(folder);
    try (Engine engine =
        Engine.started(
            log, KEEPING, reopened::make, () -> 8, new ShardParts.TakeOver(1, false, () -> {}))) {
      assertThat(reopened.made.get(0).names()).isEqualTo(live).hasSize(81); // and "end-sessions"
      assertThat(log.newestSnapshot()).isPresent();
      BlockingQueue<CommittedEvent> seen = new LinkedBlockingQueue<>();
      Connection connection = engine.connect(Principal.of("p"));
      try (EventSubscription all = connection.watch(WORKSPACE, LogPosition.START, seen::add)) {
        assertConsecutive(take(seen, 81), 1); // from before the snapshot, through the log
        assertThat(all.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  @Test
  void everyRequestEndsAlsoThoseCaughtByTheClose() throws Exception {
    Engine engine = open(new MemoryLog(), SMALL);
    Connection connection = engine.connect(Principal.of("p"));
    List<CompletionStage<Reply>> replies = new ArrayList<>();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 20_000; i++) {
                replies.add(connection.send(pause("n" + i)));
              }
            });
    engine.close();
    sender.join();
    assertThat(replies).hasSize(20_000);
    for (CompletionStage<Reply> reply : replies) {
      Reply ended = reply.toCompletableFuture().get(10, TimeUnit.SECONDS);
      if (ended instanceof Reply.Refused refused) {
        assertThat(refused.refusal().code())
            .isIn(RefusalCode.UNAVAILABLE, RefusalCode.LIMIT, RefusalCode.UNKNOWN);
      } else {
        assertThat(ended).isInstanceOf(Reply.Done.class);
      }
    }
  }
}
