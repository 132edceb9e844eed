package dev.yardmaster.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.workspace.Query;
import org.junit.jupiter.api.Test;

/** The breaker that every agent has of its own (R72): lost attempts and timeouts open it. */
final class AgentBreakerTest {
  private static final AgentId W = AgentId.of("w");

  private final ShardHarness shard = new ShardHarness();
  private FencingToken session = join();

  private FencingToken join() {
    return shard.joinAndClaim(AgentProfile.named("w").maxConcurrentTasks(10));
  }

  private void start(String task) {
    shard.submit(task);
    shard.claim(W, session, 10);
    shard.start(task);
  }

  private BreakerState.Name state() {
    Breaker own = shard.workspace().breakers().find(W);
    return own == null ? BreakerState.Name.CLOSED : own.state().name();
  }

  /** Its session runs out while it runs three tasks; it joins again. */
  private void loseThree() {
    start("a");
    start("b");
    start("c");
    shard.pass(60_000);
    session = join();
  }

  @Test
  void attemptsOfThreeTasksLostInARowOpenItAndTheAgentGetsNothingNew() {
    loseThree();
    assertThat(state()).isEqualTo(BreakerState.Name.HALF_OPEN); // the loss was 30 s ago
    long running =
        shard.workspace().tasks().heldBy(session).stream()
            .filter(task -> task.state() instanceof TaskState.Assigned)
            .count();
    assertThat(running).as("one may try").isEqualTo(1);
  }

  @Test
  void whileItIsOpenTheAgentGetsNothingAndThoseWhoAskAreToldWhy() {
    start("a");
    start("b");
    start("c");
    session = join(); // joined again while the former session was alive: that one is lost
    assertThat(state()).isEqualTo(BreakerState.Name.OPEN);
    assertThat(shard.workspace().tasks().heldBy(session)).isEmpty();
    assertThat(
            String.join(
                " ", new Query.Explain(TaskId.of("a")).answer(shard.workspace()).orElseThrow()))
        .contains("breaker of agent w is OPEN");
    shard.claim(W, session, 10);
    shard.checkSnapshot();
    assertThat(shard.workspace().tasks().heldBy(session)).isEmpty();
    assertThat(
            new Query.OfBreaker(BreakerName.of(W)).answer(shard.workspace()).orElseThrow().state())
        .isInstanceOf(BreakerState.Open.class);
  }

  @Test
  void oneSuccessOfTheTaskLetThroughClosesIt() {
    loseThree();
    String probe = held();
    shard.run(probe);
    assertThat(state()).isEqualTo(BreakerState.Name.CLOSED);
    shard.claim(W, session, 10);
    assertThat(shard.workspace().tasks().heldBy(session)).hasSize(2);
  }

  private String held() {
    return shard.workspace().tasks().heldBy(session).iterator().next().id().value();
  }

  @Test
  void theSameTaskLostOverAndOverIsTheTasksFaultAndCountsOnce() {
    for (int i = 0; i < 5; i++) {
      if (i == 0) {
        shard.submit("a");
      }
      shard.claim(W, session, 10);
      shard.start("a");
      session = join();
    }
    assertThat(state()).isEqualTo(BreakerState.Name.CLOSED);
    assertThat(
            new Query.OfBreaker(BreakerName.of(W))
                .answer(shard.workspace())
                .orElseThrow()
                .culprits())
        .containsExactly(TaskId.of("a"));
  }

  @Test
  void aSuccessBetweenThemForgetsTheTrouble() {
    start("a");
    start("b");
    session = join();
    shard.claim(W, session, 10);
    shard.run("a");
    assertThat(new Query.OfBreaker(BreakerName.of(W)).answer(shard.workspace())).isEmpty();
  }

  @Test
  void timeoutsCountLikeLosses() {
    for (String id : new String[] {"a", "b", "c"}) {
      shard.submit(
          TaskSpec.named(id)
              .limits(
                  new Limits(
                      new Timeouts(0, 1_000, 0), Schedule.NONE, RetryPolicy.DEFAULT, false)));
      shard.claim(W, session, 10);
      shard.start(id);
    }
    shard.pass(1_000);
    for (String id : new String[] {"a", "b", "c"}) {
      shard.ok(new TaskCommand.ConfirmCancelled(TaskId.of(id), shard.epoch(id)));
    }
    assertThat(state()).isEqualTo(BreakerState.Name.OPEN);
  }

  @Test
  void farewellsFailuresAndStopsOfTheProcessCountForNothing() {
    start("a");
    start("b");
    start("c");
    shard.fail("a");
    shard.ok(new AgentCommand.LeaveAgent(W, session, SessionEnd.PROCESS_ENDED));
    assertThat(new Query.OfBreaker(BreakerName.of(W)).answer(shard.workspace())).isEmpty();
  }

  @Test
  void anOperatorCanTakeAnAgentOutAndLetItBack() {
    shard.ok(new BreakerCommand.ForceBreaker(BreakerName.of(W), true, "ops"));
    shard.submit("a");
    shard.claim(W, session, 10);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    shard.ok(new BreakerCommand.ResetBreaker(BreakerName.of(W), "ops"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
  }
}
