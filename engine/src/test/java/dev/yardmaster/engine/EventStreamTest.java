package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.ShardEvent.LeaderChanged;
import dev.yardmaster.core.workspace.WorkspaceEvent.WorkspacePaused;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The fan-out over a ring of four records, so that the log is needed all the time. */
@Timeout(30)
final class EventStreamTest {
  private final ScriptedLog log = new ScriptedLog();
  private final EventStream stream =
      new EventStream(log, new EventOptions(4, 1 << 20, Duration.ZERO, 0));
  private long position;

  private static LogRecord record(long incarnation, long base, Event event) {
    return new LogRecord(
        incarnation,
        new LogPosition(base),
        Now.ZERO,
        List.of(new LogRecord.Entry(FakeMachine.WORKSPACE, FakeMachine.PRINCIPAL, List.of(event))),
        0);
  }

  private void commit(LogRecord record, long incarnationAfter) {
    log.committed.add(LogRecordCodec.encode(record));
    stream.committed(
        new Commit(log.committed.size(), new LogPosition(position), incarnationAfter, record, 100));
    position++;
  }

  private void commit(int count) {
    for (int i = 0; i < count; i++) {
      commit(record(1, position, new WorkspacePaused("n" + position)), 1);
    }
  }

  /** Committed in the log, but skipped by every state. */
  private void stale() {
    log.committed.add(LogRecordCodec.encode(record(0, position, new WorkspacePaused("stale"))));
    log.committed.add(LogRecordCodec.encode(record(1, position + 7, new WorkspacePaused("stale"))));
  }

  @Test
  void aSlowSubscriberReadsWhatItMissedFromTheLogWithoutGapDuplicateOrStaleRecord()
      throws Exception {
    commit(record(0, 0, new LeaderChanged(5, 1)), 1);
    LinkedBlockingQueue<Long> seen = new LinkedBlockingQueue<>();
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch slowAgain = new CountDownLatch(1);
    try (EventSubscription watch =
        stream.watch(
            FakeMachine.WORKSPACE,
            LogPosition.START,
            event -> {
              seen.add(event.position().value());
              if (event.position().value() == 1) {
                await(slow);
              } else {
                assertThat(event.event())
                    .isEqualTo(new WorkspacePaused("n" + (event.position().value() - 1)));
              }
              if (event.position().value() == 400) {
                await(slowAgain);
              }
            })) {
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
      commit(300);
      stale();
      commit(300);
      slow.countDown();
      while (watch.position().value() < 399) {
        Thread.onSpinWait();
      }
      commit(200);
      slowAgain.countDown();
      List<Long> rest = new ArrayList<>();
      while (rest.size() < 800) {
        Long next = seen.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        rest.add(next);
      }
      assertThat(rest).isEqualTo(LongStream.rangeClosed(2, 801).boxed().toList());
      assertThat(watch.ended().toCompletableFuture()).isNotDone();
    }
  }

  /** It may have something to do later, though nothing comes. */
  @Test
  void aFollowerThatWantsToLookAgainIsAskedThoughNothingCame() throws Exception {
    LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (EventSubscription following =
        stream.follow(
            "test",
            LogPosition.START,
            new EventStream.Follower() {
              private int left = 2;

              @Override
              public void commit(Commit commit) {
                asked.add("commit");
                left = 1;
              }

              @Override
              public boolean caughtUp() {
                asked.add("look");
                return left-- > 0;
              }
            })) {
      assertThat(heard(asked, 3)).containsExactly("look", "look", "look");
      commit(record(0, 0, new LeaderChanged(5, 1)), 1);
      assertThat(heard(asked, 3)).containsExactly("commit", "look", "look");
      assertThat(following.ended().toCompletableFuture()).isNotDone();
    }
    assertThat(asked).isEmpty();
  }

  private static List<String> heard(LinkedBlockingQueue<String> asked, int count)
      throws InterruptedException {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      heard.add(String.valueOf(asked.poll(10, TimeUnit.SECONDS)));
    }
    return heard;
  }

  @Test
  void whatFellOutOfTheRingIsNotTakenFromIt() {
    RecentCommits recent = new RecentCommits(4, 1 << 20);
    for (long base = 0; base < 10; base++) {
      recent.add(
          new Commit(
              base + 1, new LogPosition(base), 1, record(1, base, new WorkspacePaused("n")), 100));
    }
    assertThat(recent.take(5, new ArrayList<>())).isFalse();
    List<Commit> taken = new ArrayList<>();
    assertThat(recent.take(6, taken)).isTrue();
    assertThat(taken).extracting(Commit::index).containsExactly(7L, 8L, 9L, 10L);
    taken.clear();
    assertThat(recent.take(10, taken)).isTrue();
    assertThat(taken).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
