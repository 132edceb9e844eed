package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records through the Java API: R70 as people use it. */
@Timeout(60)
final class RecordsTest {
  private static final RecordKey KEY = RecordKey.of("plan/status");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final Records records = manager.records();
  private final AgentSession agent = manager.agents().register(AgentProfile.named("a"));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    yard.close();
  }

  private static Payload text(String text) {
    return Payload.text(text);
  }

  private static Payload plusOne(Payload value) {
    int before = value.size() == 0 ? 0 : Integer.parseInt(value.asText());
    return text(Integer.toString(before + 1));
  }

  @Test
  void aRecordIsWrittenReadAndRemovedByVersion() {
    assertThat(records.get(KEY)).isEmpty();
    long first = records.putNew(agent, KEY, text("draft"));
    assertThat(records.get(KEY)).contains(new StoredRecord(KEY, agent.id(), first, text("draft")));
    long second = records.put(agent, KEY, first, text("final"));
    assertThat(second).isGreaterThan(first);
    long third = records.putAny(agent, KEY, text("any"));
    assertThat(records.get(KEY).orElseThrow().version()).isEqualTo(third);
    records.delete(agent, KEY, third);
    assertThat(records.get(KEY)).isEmpty();
    records.deleteAny(agent, KEY);
  }

  @Test
  void anotherVersionIsRefusedWithThePresentOne_R70() {
    long first = records.putNew(agent, KEY, text("one"));
    assertThatThrownBy(() -> records.putNew(agent, KEY, text("two")))
        .isInstanceOfSatisfying(
            VersionConflictException.class,
            e -> {
              assertThat(e.code()).isEqualTo(RefusalCode.FAILED_PRECONDITION);
              assertThat(e.presentVersion()).isEqualTo(first);
              assertThat(e.present().orElseThrow().value()).isEqualTo(text("one"));
            });
    records.deleteAny(agent, KEY);
    assertThatThrownBy(() -> records.delete(agent, KEY, first))
        .isInstanceOfSatisfying(
            VersionConflictException.class, e -> assertThat(e.presentVersion()).isZero());
    assertThatThrownBy(() -> records.put(agent, KEY, -2, text("two")))
        .isInstanceOfSatisfying(
            CoordinationException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.INVALID));
  }

  @Test
  void recordsAreListedByKeyPageByPage() {
    for (String key : List.of("c", "a", "b")) {
      records.putNew(agent, RecordKey.of(key), text(key));
    }
    List<StoredRecord> page = records.list(2);
    assertThat(page).extracting(each -> each.key().value()).containsExactly("a", "b");
    assertThat(records.list(page.getLast().key(), 2))
        .extracting(each -> each.key().value())
        .containsExactly("c");
  }

  @Test
  void aCounterOfSixteenThreadsEndsAtTheExactSum() throws Exception {
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(
          threads.submit(() -> {
            for (int j = 0; j < 25; j++) {
              records.update(agent, KEY, RecordsTest::plusOne);
            }
            return 25;
          }));
    }
    for (Future<Integer> each : all) {
      assertThat(each.get(50, TimeUnit.SECONDS)).isEqualTo(25);
    }
    assertThat(records.get(KEY).orElseThrow().value()).as("no lost update").isEqualTo(text("400"));
  }

  @Test
  void anUpdateGivesUpAfterItsTries() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(() ->
            records.update(
                agent,
                KEY,
                value -> {
                  records.putAny(agent, KEY, text("faster " + tries.incrementAndGet()));
                  return text("slower");
                }))
        .isInstanceOf(VersionConflictException.class);
    assertThat(tries.get()).isEqualTo(Records.MAX_TRIES);
    assertThat(records.get(KEY).orElseThrow().value()).isEqualTo(text("faster 100"));
  }

  @Test
  void aWatchTellsEveryChangeInOrderAndGoesOnWhereAnotherEnded_S20() throws Exception {
    long version = records.putNew(agent, KEY, text("0"));
    LogPosition start = new LogPosition(version);
    Future<Integer> writer =
        threads.submit(() -> {
          for (int i = 1; i <= 200; i++) {
            records.putAny(agent, RecordKey.of("other"), text("noise"));
            records.update(agent, KEY, RecordsTest::plusOne);
          }
          records.deleteAny(agent, KEY);
          return 200;
        });
    LogPosition end = start;
    int next = 1;
    while (next <= 200) { // each watch hears a few and is closed in the middle of things
      BlockingQueue<RecordChange> some = new ArrayBlockingQueue<>(1);
      try (EventSubscription watch = records.watch(KEY, end, change -> some.offer(change))) {
        RecordChange.Written written =
            (RecordChange.Written) Objects.requireNonNull(some.poll(20, TimeUnit.SECONDS));
        assertThat(written.position()).isGreaterThan(end);
        assertThat(written.record().value()).as("no gap").isEqualTo(text(Integer.toString(next)));
        end = written.position();
        next++;
        assertThat(watch.position()).isGreaterThanOrEqualTo(start);
      }
    }
    assertThat(writer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    BlockingQueue<RecordChange> heard = new LinkedBlockingQueue<>();
    try (EventSubscription rest = records.watch(KEY, end, heard::add)) {
      RecordChange last = heard.poll(20, TimeUnit.SECONDS);
      assertThat(last).isInstanceOf(RecordChange.Deleted.class);
      assertThat(rest.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void aWatchByPrefixHearsNothingElse() throws Exception {
    BlockingQueue<RecordChange> heard = new LinkedBlockingQueue<>();
    LogPosition start = manager.events().position();
    records.putNew(agent, RecordKey.of("plan/a"), text("a"));
    records.putNew(agent, RecordKey.of("planner"), text("b"));
    records.deleteAny(agent, RecordKey.of("plan/a"));
    try (EventSubscription watch = records.watchPrefix("plan/", start, heard::add)) {
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(RecordChange.Written.class);
      assertThat(heard.poll(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              RecordChange.Deleted.class,
              gone -> {
                assertThat(gone.key().value()).isEqualTo("plan/a");
                assertThat(gone.by()).isEqualTo(agent.id());
              });
      assertThat(watch.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void aRecordIsThereAfterTheFolderIsOpenedAgain(@TempDir Path folder) {
    long version;
    try (Yardmaster first = Yardmaster.open(folder)) {
      CoordinationManager there = first.workspace("default");
      AgentSession writer = there.agents().register(AgentProfile.named("a"));
      version = there.records().putNew(writer, KEY, text("kept"));
    }
    try (Yardmaster second = Yardmaster.open(folder)) {
      CoordinationManager there = second.workspace("default");
      assertThat(there.records().get(KEY))
          .contains(new StoredRecord(KEY, agent.id(), version, text("kept")));
    }
  }
}
