package dev.yardmaster.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.workspace.Query;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Breakers that tasks name (R72): what counts on them, and whom they keep from starting. */
final class SharedBreakerTest {
  private static final BreakerName API = BreakerName.of("api");
  private static final BreakerConfig CONFIG =
      new BreakerConfig(new Trip.InARow(2), 10_000, 2, 1, 5_000);

  private final ShardHarness shard = new ShardHarness();
  private FencingToken session = shard.joinAndClaim(profile());

  private static AgentProfile profile() {
    return AgentProfile.named("w").maxConcurrentTasks(10);
  }

  private static TaskSpec calling(String id, BreakerName... names) {
    RetryPolicy.Backoff none = new RetryPolicy.Backoff(0, 100, 0, 0);
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                Collections.emptySortedSet(),
                Collections.emptySortedMap(),
                List.of(),
                new TreeSet<>(List.of(names)),
                null))
        .limits(
            new Limits(
                Timeouts.NONE,
                Schedule.NONE,
                new RetryPolicy(100, none, Collections.emptySortedSet()),
                false));
  }

  private void declare() {
    shard.ok(new BreakerCommand.DeclareBreaker(API, CONFIG));
  }

  private void submitAndStart(String id) {
    shard.submit(calling(id, API));
    startAgain(id);
  }

  private void startAgain(String id) {
    shard.claim(AgentId.of("w"), session, 20);
    shard.start(id);
  }

  private TaskCommand.FailTask failure(String id, long retryAfterMillis) {
    return new TaskCommand.FailTask(
        TaskId.of(id),
        shard.epoch(id),
        new Failure("503", "unavailable"),
        true,
        new Attribution(API, retryAfterMillis));
  }

  private void failOn(String id) {
    shard.ok(failure(id, 0));
  }

  private BreakerState state() {
    Breaker breaker = shard.workspace().breakers().find(API);
    return breaker == null ? new BreakerState.Closed(0, Tally.Row.NONE) : breaker.state();
  }

  private int probes() {
    return state() instanceof BreakerState.HalfOpen half ? half.probes().size() : 0;
  }

  /** Two tasks have failed on it; both are READY again and parked. */
  private void open() {
    declare();
    submitAndStart("a");
    submitAndStart("b");
    failOn("a");
    failOn("b");
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(1);
    assertThat(state()).isInstanceOf(BreakerState.Open.class);
  }

  private String explain(String task) {
    return String.join(
        " ", new Query.Explain(TaskId.of(task)).answer(shard.workspace()).orElseThrow());
  }

  @Test
  void failuresReportedForItInARowOpenIt() {
    declare();
    submitAndStart("a");
    submitAndStart("b");
    failOn("a");
    assertThat(state()).isEqualTo(new BreakerState.Closed(0, new Tally.Row(1)));
    failOn("b");
    assertThat(state())
        .isInstanceOfSatisfying(
            BreakerState.Open.class,
            open -> assertThat(open.untilMillis()).isEqualTo(shard.now().stateMillis() + 10_000));
  }

  @Test
  void aSuccessBetweenThemBeginsTheCountAnew() {
    declare();
    submitAndStart("a");
    submitAndStart("b");
    submitAndStart("c");
    failOn("a");
    shard.complete("b");
    failOn("c");
    assertThat(state()).isEqualTo(new BreakerState.Closed(0, new Tally.Row(1)));
  }

  @Test
  void aSuccessThatChangesNoCountLeavesNoEvent() {
    declare();
    submitAndStart("a");
    shard.complete("a");
    assertThat(shard.events(BreakerEvent.class)).isEmpty();
  }

  @Test
  void failuresNotReportedForItLostAttemptsAndTimeoutsCountForNothing() {
    declare();
    for (String id : List.of("a", "b", "c")) {
      submitAndStart(id);
      shard.fail(id);
    }
    submitAndStart("d");
    submitAndStart("e");
    shard.pass(600_000);
    session = shard.joinAndClaim(profile());
    assertThat(state()).isEqualTo(new BreakerState.Closed(0, Tally.Row.NONE));
  }

  @Test
  void whileItIsOpenItsTasksAreParkedAndThoseBehindGoOn() {
    open();
    shard.submit(calling("c", API).priority(100));
    shard.submit("behind");
    assertThat(shard.state("c")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("behind")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(explain("c")).contains("parked on breaker api", "OPEN", "2 failures in a row");
  }

  @Test
  void halfOpenLetsOneProbeThroughAtATimeAndEnoughSuccessesCloseIt() {
    open();
    shard.pass(9_998);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    shard.pass(1);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
    assertThat(probes()).isEqualTo(1);
    shard.run("a");
    assertThat(shard.state("b")).as("the next probe follows").isEqualTo(TaskState.Name.ASSIGNED);
    shard.run("b");
    assertThat(state()).isInstanceOf(BreakerState.Closed.class);
    shard.checkSnapshot();
  }

  @Test
  void aClosedBreakerLetsAllThatWaitedGo() {
    open();
    for (int i = 0; i < 5; i++) {
      shard.submit(calling("more" + i, API));
    }
    shard.pass(10_000);
    shard.run("a");
    shard.run("b");
    for (int i = 0; i < 5; i++) {
      assertThat(shard.state("more" + i)).isEqualTo(TaskState.Name.ASSIGNED);
    }
  }

  @Test
  void aFailedProbeOpensItForAnotherTimeout() {
    open();
    shard.pass(10_000);
    shard.start("a");
    failOn("a");
    assertThat(state())
        .isInstanceOfSatisfying(
            BreakerState.Open.class,
            open -> assertThat(open.untilMillis()).isEqualTo(shard.now().stateMillis() + 10_000));
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void aProbeFreesItsPlaceHoweverItEnds() {
    open();
    shard.pass(10_000);
    TaskId a = TaskId.of("a");
    shard.ok(new TaskCommand.ReturnTask(a, shard.epoch("a")));
    assertThat(probes()).as("given back: another took its place").isEqualTo(1);
    String probe = shard.state("a") == TaskState.Name.ASSIGNED ? "a" : "b";
    shard.start(probe);
    shard.fail(probe);
    assertThat(state()).as("not failed for it").isInstanceOf(BreakerState.HalfOpen.class);
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(1);
    assertThat(probes()).isEqualTo(1);
    shard.ok(new TaskCommand.CancelTask(TaskId.of(held()), "no longer needed"));
    assertThat(shard.state(other())).isEqualTo(TaskState.Name.ASSIGNED);
    shard.pass(600_000);
    assertThat(probes()).as("its agent was lost").isZero();
    assertThat(shard.live().verify()).isEmpty();
  }

  private String held() {
    return shard.state("a") == TaskState.Name.ASSIGNED ? "a" : "b";
  }

  private String other() {
    return shard.state("a") == TaskState.Name.CANCELLED ? "b" : "a";
  }

  @Test
  void aProbeThatNeverReturnsFreesItsPlaceAtProbeTimeoutAndItsResultIsLate_resilience4j903() {
    open();
    shard.pass(10_000);
    shard.start("a");
    shard.pass(5_000);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.complete("a");
    assertThat(state())
        .isInstanceOfSatisfying(
            BreakerState.HalfOpen.class, half -> assertThat(half.successes()).isZero());
  }

  @Test
  void lateResultsOfAnEarlierPeriodCountForNothing() {
    declare();
    for (String id : List.of("a", "b", "late", "later")) {
      submitAndStart(id);
    }
    failOn("a");
    failOn("b");
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(10_000);
    assertThat(probes()).isEqualTo(1);
    BreakerState half = state();
    shard.complete("late");
    failOn("later");
    assertThat(state()).isEqualTo(half);
  }

  @Test
  void aLateFailureCountsForNothingOnceItIsClosedAgain() {
    declare();
    for (String id : List.of("a", "b", "late")) {
      submitAndStart(id);
    }
    failOn("a");
    failOn("b");
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(10_000);
    shard.run("a");
    shard.run("b");
    BreakerState closed = state();
    assertThat(closed.name()).isEqualTo(BreakerState.Name.CLOSED);
    failOn("late");
    assertThat(state()).isEqualTo(closed);
  }

  @Test
  void retryAfterKeepsEverythingAwayUntilThen_restate4447() {
    declare();
    submitAndStart("a");
    shard.submit(calling("b", API));
    shard.claim(AgentId.of("w"), session, 20);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.ok(failure("a", 30_000));
    assertThat(state().name()).isEqualTo(BreakerState.Name.OPEN);
    assertThat(shard.refused(new TaskCommand.StartTask(TaskId.of("b"), shard.epoch("b"))).code())
        .as("assigned before, but not started")
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    shard.ok(new TaskCommand.ReturnTask(TaskId.of("b"), shard.epoch("b")));
    shard.claim(AgentId.of("w"), session, 20);
    long until = shard.now().stateMillis() + 30_000;
    while (shard.now().stateMillis() < until) {
      assertThat(shard.state("a")).isEqualTo(TaskState.Name.BACKOFF);
      assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
      shard.claim(AgentId.of("w"), session, 20);
      shard.pass(Math.min(7_500, until - shard.now().stateMillis()));
    }
    assertThat(probes()).isEqualTo(1);
  }

  @Test
  void aLaterRetryAfterOfALateAttemptIsHonouredToo() {
    declare();
    submitAndStart("a");
    submitAndStart("b");
    shard.ok(failure("a", 1_000));
    shard.ok(failure("b", 20_000));
    assertThat(state())
        .isInstanceOfSatisfying(
            BreakerState.Open.class,
            open -> assertThat(open.untilMillis()).isEqualTo(shard.now().stateMillis() + 20_000));
  }

  @Test
  void anOperatorForcesItOpenUntilItIsReset() {
    declare();
    shard.ok(new BreakerCommand.ForceBreaker(API, true, "ops"));
    shard.submit(calling("a", API));
    shard.pass(20_000);
    session = rejoined();
    shard.claim(AgentId.of("w"), session, 20);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    assertThat(explain("a")).contains("FORCED_OPEN by ops");
    shard.failOver();
    shard.claim(AgentId.of("w"), session, 20);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    shard.ok(new BreakerCommand.ResetBreaker(API, "ops"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.ok(new BreakerCommand.ResetBreaker(API, "ops"));
    assertThat(shard.events()).isEmpty();
  }

  private FencingToken rejoined() {
    return shard.joinAndClaim(profile());
  }

  @Test
  void forcedClosedItLetsEverythingThroughAndCountsNothing() {
    open();
    shard.ok(new BreakerCommand.ForceBreaker(API, false, "ops"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
    for (int i = 0; i < 5; i++) {
      startAgain("a");
      failOn("a");
      shard.pass(1);
    }
    assertThat(state().name()).isEqualTo(BreakerState.Name.FORCED_CLOSED);
  }

  @Test
  void anotherConfigurationAppliesFromNowOnAndTheSameAgainChangesNothing() {
    declare();
    declare();
    assertThat(shard.events()).isEmpty();
    submitAndStart("a");
    failOn("a");
    shard.ok(new BreakerCommand.DeclareBreaker(API, CONFIG.failureRate(50, 4, 2)));
    assertThat(state()).isEqualTo(new BreakerState.Closed(0, ResultWindow.of(4)));
    shard.checkSnapshot();
  }

  @Test
  void oneNobodyDeclaredExistsWithDefaultsOnceSomethingCountsOnIt() {
    submitAndStart("a");
    assertThat(new Query.OfBreaker(API).answer(shard.workspace())).isEmpty();
    failOn("a");
    assertThat(new Query.OfBreaker(API).answer(shard.workspace()).orElseThrow().config())
        .isEqualTo(BreakerConfig.DEFAULT);
    shard.ok(new BreakerCommand.RemoveBreaker(API));
    assertThat(new Query.OfBreakers(10).answer(shard.workspace())).isEmpty();
  }

  @Test
  void removingItLetsWhatWaitedGo() {
    open();
    shard.ok(new BreakerCommand.RemoveBreaker(API));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aFailureIsAttributedToABreakerOfTheTaskOnly() {
    shard.submit("plain");
    shard.claim(AgentId.of("w"), session, 20);
    shard.start("plain");
    assertThat(shard.refused(failure("plain", 0)).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(shard.refused(new BreakerCommand.RemoveBreaker(API)).code())
        .isEqualTo(RefusalCode.NOT_FOUND);
    assertThatThrownBy(() -> calling("x", BreakerName.of(AgentId.of("w"))))
        .hasMessageContaining("agent's own");
    assertThat(
            shard
                .refused(new BreakerCommand.DeclareBreaker(BreakerName.of(AgentId.of("w")), CONFIG))
                .code())
        .isEqualTo(RefusalCode.INVALID);
  }

  @Test
  void theNumberOfBreakersIsBound_R4() {
    ShardHarness full = new ShardHarness(false);
    for (int i = 0; i < BreakerTable.MAX_BREAKERS; i++) {
      full.ok(new BreakerCommand.DeclareBreaker(BreakerName.of("b" + i), CONFIG));
    }
    assertThat(full.refused(new BreakerCommand.DeclareBreaker(API, CONFIG)).code())
        .isEqualTo(RefusalCode.LIMIT);
    assertThat(full.refused(new BreakerCommand.ForceBreaker(API, true, "ops")).code())
        .isEqualTo(RefusalCode.LIMIT);
    full.ok(new BreakerCommand.DeclareBreaker(BreakerName.of("b0"), BreakerConfig.DEFAULT));
  }

  @Test
  void aNewLeaderGoesOnWithTimersAndProbesWhereTheFormerWas() {
    open();
    shard.failOver();
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(10_000);
    assertThat(probes()).isEqualTo(1);
    shard.start(held());
    shard.failOver();
    shard.claim(AgentId.of("w"), session, 20);
    shard.pass(20_000);
    assertThat(probes()).as("under grace, at least a minute").isEqualTo(1);
    shard.checkSnapshot();
    assertThat(new Query.OfAgent(AgentId.of("w")).answer(shard.workspace())).isPresent();
    shard.ok(
        new TaskCommand.CompleteTask(TaskId.of(running()), shard.epoch(running()), Payload.EMPTY));
    assertThat(state())
        .isInstanceOfSatisfying(
            BreakerState.HalfOpen.class, half -> assertThat(half.successes()).isEqualTo(1));
  }

  private String running() {
    return shard.state("a") == TaskState.Name.RUNNING ? "a" : "b";
  }
}
