package dev.yardmaster.engine;

import static dev.yardmaster.engine.FakeMachine.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.log.LogException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The driver's promises, turn by turn, against a log that does what the test says. */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class DriverTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedLog log = new ScriptedLog();
  private final FakeMachine.Script machines = new FakeMachine.Script();
  private final List<Commit> published = new ArrayList<>();
  private final List<Request> alive = new ArrayList<>();
  private final Driver driver =
      new Driver(
          new ShardParts(
              7,
              log,
              machines::make,
              time,
              () -> 42,
              Runnable::run,
              new ShardParts.TakeOver(1, false, () -> {})),
          DriverOptions.DEFAULTS,
          new CommitSink() {
            @Override
            public void restored(long index, LogPosition position, long incarnation) {}

            @Override
            public void committed(Commit commit, Machine machine) {
              published.add(commit);
            }

            @Override
            public void leading(Machine machine) {}

            @Override
            public List<Request> signsOfLife() {
              return alive;
            }
          });

  private Pending.OfCommand send(Request request) {
    Pending.OfCommand pending = new Pending.OfCommand(request);
    driver.submit(pending);
    return pending;
  }

  private void turns() {
    int left = 100;
    while (driver.turn() == 0) {
      assertThat(left--).as("turns until quiet").isPositive();
    }
  }

  /** Turns and commits until nothing moves. */
  private void settle() {
    turns();
    while (!log.proposed.isEmpty()) {
      log.commitAll();
      turns();
    }
  }

  private void lead() {
    assertThat(driver.open()).isTrue();
    settle();
  }

  private static RefusalCode refusal(Pending.OfCommand pending) {
    assertThat(pending).isDone();
    return ((Reply.Refused) pending.join()).refusal().code();
  }

  @Test
  void aReplyIsReleasedOnlyWhenItsRecordIsCommitted() {
    lead();
    Pending.OfCommand a = send(pause("a"));
    turns();
    assertThat(a).isNotDone();
    assertThat(published).hasSize(1);
    log.commit();
    assertThat(a).isNotDone();
    turns();
    assertThat(a.join()).isEqualTo(new Reply.Done(new LogPosition(2)));
    assertThat(published).hasSize(2);
  }

  @Test
  void nothingIsDecidedBeforeTheTakeOverIsCommitted() {
    Pending.OfCommand a = send(pause("a"));
    driver.open();
    turns();
    assertThat(log.proposed).hasSize(1);
    assertThat(a).isNotDone();
    settle();
    assertThat(a.join()).isInstanceOf(Reply.Done.class);
    assertThat(published.get(0).incarnation()).isEqualTo(1);
  }

  @Test
  void waitingRequestsAreOneRecord() {
    lead();
    List<Pending.OfCommand> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(send(pause("n" + i)));
    }
    turns();
    assertThat(log.proposed).hasSize(1);
    settle();
    assertThat(sent).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Reply.Done.class));
  }

  @Test
  void aBatchHoldsAtMost1024CommandsAndFourAreInFlight() {
    lead();
    for (int i = 0; i < 4_000; i++) {
      send(pause("n" + i));
    }
    turns();
    assertThat(log.proposed).hasSize(4);
    settle();
    send(pause("x"));
    turns();
    send(pause("y"));
    turns();
    send(pause("z"));
    turns();
    send(pause("u"));
    turns();
    Pending.OfCommand fifth = send(pause("v"));
    turns();
    assertThat(log.proposed).hasSize(4);
    settle();
    assertThat(fifth).isDone();
  }

  @Test
  void aReplyWithoutEventsWaitsForEarlierBatchesAndTheBarrier() {
    lead();
    log.holdBarriers = true;
    Pending.OfCommand write = send(pause("a"));
    turns();
    Pending.OfCommand read = send(FakeMachine.refused());
    turns();
    log.barriers.remove().complete(null);
    turns();
    assertThat(read).isNotDone();
    log.commit();
    turns();
    assertThat(write).isDone();
    assertThat(refusal(read)).isEqualTo(RefusalCode.FAILED_PRECONDITION);
    Pending.OfCommand later = send(FakeMachine.refused());
    turns();
    assertThat(later).isNotDone();
    log.barriers.remove().complete(null);
    turns();
    assertThat(later).isDone();
  }

  @Test
  void manyReadsShareOneBarrier() {
    lead();
    log.holdBarriers = true;
    for (int i = 0; i < 50; i++) {
      send(FakeMachine.refused());
    }
    turns();
    assertThat(log.barriers).hasSize(1);
  }

  /** The fake machine answers every query with the names it holds. */
  @SuppressWarnings("unchecked")
  private static Query<Object> anyQuery() {
    return (Query<Object>) (Query<?>) new Query.OfWorkspace();
  }

  @Test
  void aQueryAnswersFromTheStateAfterEarlierCommands() {
    lead();
    send(pause("a"));
    Pending.OfQuery<Object> query =
        new Pending.OfQuery<>(FakeMachine.WORKSPACE, FakeMachine.PRINCIPAL, anyQuery());
    driver.submit(query);
    settle();
    assertThat(query.join()).isEqualTo(List.of("a"));
  }

  @Test
  void losingLeadershipAnswersUnknownAndRebuildsTheState() {
    lead();
    Pending.OfCommand a = send(pause("a"));
    settle();
    Pending.OfCommand b = send(pause("b"));
    turns();
    Pending.OfCommand read = send(FakeMachine.refused());
    log.holdBarriers = true;
    turns();
    log.lose();
    turns();
    assertThat(a.join()).isInstanceOf(Reply.Done.class);
    assertThat(refusal(b)).isEqualTo(RefusalCode.UNKNOWN);
    assertThat(refusal(read)).isEqualTo(RefusalCode.UNAVAILABLE);
    assertThat(machines.current().names()).containsExactly("a");
    assertThat(refusal(sent("while nobody leads"))).isEqualTo(RefusalCode.UNAVAILABLE);
    log.holdBarriers = false;
    log.gain();
    settle();
    send(pause("c"));
    settle();
    assertThat(machines.current().names()).containsExactly("a", "c");
  }

  private Pending.OfCommand sent(String name) {
    Pending.OfCommand pending = send(pause(name));
    turns();
    return pending;
  }

  @Test
  void aStaleBatchCommittedAfterTheNextTakeOverIsSkipped() {
    lead();
    send(pause("stale"));
    turns();
    byte[] stale = log.lose().get(0);
    turns();
    log.gain();
    settle();
    log.deliver(stale);
    turns();
    send(pause("after"));
    settle();
    assertThat(machines.current().names()).containsExactly("after");
    assertThat(published).hasSize(3);
  }

  @Test
  void aStaleBatchCommittedBeforeTheNextTakeOverStillCounts() {
    lead();
    Pending.OfCommand unknown = send(pause("late"));
    turns();
    byte[] late = log.lose().get(0);
    turns();
    log.deliver(late);
    log.gain();
    settle();
    send(pause("after"));
    settle();
    assertThat(refusal(unknown)).isEqualTo(RefusalCode.UNKNOWN);
    assertThat(machines.current().names()).containsExactly("late", "after");
  }

  @Test
  void aCommandThatThrowsBeforeItsFirstEventIsAnsweredInternalAndChangesNothing() {
    lead();
    Pending.OfCommand a = send(pause("a"));
    Pending.OfCommand bad = send(pause(FakeMachine.THROW_BEFORE));
    Pending.OfCommand b = send(pause("b"));
    settle();
    assertThat(refusal(bad)).isEqualTo(RefusalCode.INTERNAL);
    assertThat(a.join()).isInstanceOf(Reply.Done.class);
    assertThat(b.join()).isInstanceOf(Reply.Done.class);
    assertThat(machines.made).hasSize(1);
  }

  @Test
  void aPoisonCommandIsDroppedAndTheRestIsDecidedAgainOnARebuiltState() {
    lead();
    Pending.OfCommand earlier = send(pause("earlier"));
    turns();
    Pending.OfCommand a = send(pause("a"));
    Pending.OfCommand poison = send(pause(FakeMachine.THROW_AFTER));
    Pending.OfCommand b = send(pause("b"));
    turns();
    assertThat(refusal(poison)).isEqualTo(RefusalCode.INTERNAL);
    assertThat(earlier).isNotDone();
    settle();
    assertThat(List.of(earlier, a, b))
        .allSatisfy(one -> assertThat(one.join()).isInstanceOf(Reply.Done.class));
    assertThat(machines.current().names()).containsExactly("earlier", "a", "b");
  }

  @Test
  void aFullDiskRefusesWritesServesReadsAndRecovers() {
    lead();
    send(pause("a"));
    settle();
    Pending.OfCommand first = send(pause("b"));
    turns();
    Pending.OfCommand second = send(pause("c"));
    turns();
    log.writable(false);
    log.fail(Kind.STORAGE_FULL);
    log.fail(Kind.STORAGE_FULL);
    turns();
    assertThat(refusal(first)).isEqualTo(RefusalCode.READ_ONLY);
    assertThat(refusal(second)).isEqualTo(RefusalCode.READ_ONLY);
    assertThat(refusal(sent("d"))).isEqualTo(RefusalCode.READ_ONLY);
    Pending.OfQuery<Object> query =
        new Pending.OfQuery<>(FakeMachine.WORKSPACE, FakeMachine.PRINCIPAL, anyQuery());
    driver.submit(query);
    turns();
    assertThat(query.join()).isEqualTo(List.of("a"));
    log.writable(true);
    settle();
    Pending.OfCommand again = send(pause("e"));
    settle();
    assertThat(again.join()).isInstanceOf(Reply.Done.class);
    assertThat(machines.current().names()).containsExactly("a", "e");
  }

  @Test
  void aFailedFsyncStopsAcknowledgingAtOnce() {
    lead();
    Pending.OfCommand a = send(pause("a"));
    turns();
    log.fail(Kind.STORAGE_FAILED);
    turns();
    assertThat(refusal(a)).isEqualTo(RefusalCode.UNKNOWN);
    assertThat(refusal(sent("b"))).isEqualTo(RefusalCode.UNAVAILABLE);
  }

  @Test
  void aBatchDecidedUponAFailedOneIsTakenBackWithIt() {
    lead();
    Pending.OfCommand a = send(pause("a"));
    turns();
    Pending.OfCommand b = send(pause("b"));
    turns();
    log.fail(Kind.STORAGE_FULL);
    byte[] orphan = log.proposed.remove().bytes();
    turns();
    assertThat(refusal(a)).isEqualTo(RefusalCode.READ_ONLY);
    assertThat(refusal(b)).isEqualTo(RefusalCode.READ_ONLY);
    log.deliver(orphan);
    log.writable(true);
    settle();
    assertThat(machines.current().names()).isEmpty();
  }

  @Test
  void cascadesGoOnOneStepPerBatchBetweenCommands() {
    lead();
    send(pause(FakeMachine.CASCADE));
    turns();
    send(pause("between"));
    settle();
    assertThat(machines.current().names())
        .containsExactlyInAnyOrder(FakeMachine.CASCADE, "step", "between", "step");
  }

  @Test
  void aTickIsDecidedWhenADeadlineIsDueAndNotBefore() {
    lead();
    machines.deadline = 10_000;
    turns();
    assertThat(machines.ticks).isZero();
    time.jumpWall(Duration.ofDays(1));
    turns();
    assertThat(machines.ticks).isZero();
    time.advance(Duration.ofSeconds(11));
    settle();
    assertThat(machines.ticks).isEqualTo(1);
  }

  @Test
  void agentsOfThisProcessGiveASignOfLifeBeforeAnythingExpires() {
    lead();
    alive.add(pause("alive"));
    machines.deadline = 1_000;
    time.advance(Duration.ofMinutes(5));
    settle();
    assertThat(machines.current().names()).containsExactly("alive", "tick");
  }

  @Test
  void theNextDriverOfALogHasTheSameState() {
    lead();
    send(pause("a"));
    send(pause("b"));
    settle();
    ScriptedLog reopened = new ScriptedLog();
    reopened.committed.addAll(log.committed);
    FakeMachine.Script others = new FakeMachine.Script();
    Driver next =
        new Driver(
            new ShardParts(
                8,
                reopened,
                others::make,
                time,
                () -> 43,
                Runnable::run,
                new ShardParts.TakeOver(1, true, () -> {})),
            DriverOptions.DEFAULTS,
            new IdleSink());
    next.open();
    for (int i = 0; i < 10; i++) {
      next.turn();
      while (!reopened.proposed.isEmpty()) {
        reopened.commit();
      }
    }
    assertThat(others.current().names()).containsExactly("a", "b", "end-sessions");
    assertThat(others.current().incarnation()).isEqualTo(2);
  }

  @Test
  void requestsDoNotWaitForeverForALeader() {
    driver.open();
    Pending.OfCommand a = send(pause("a"));
    turns();
    assertThat(a).isNotDone();
    time.advance(Duration.ofSeconds(6));
    turns();
    assertThat(refusal(a)).isEqualTo(RefusalCode.UNAVAILABLE);
  }
}
