package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R4: however much falls due or ends at once, no turn exceeds its bound and all is done. */
final class MassTest {
  private static final AgentId W = AgentId.of("w");
  private final ShardHarness shard = new ShardHarness(false);
  private int largestTurn;

  @BeforeEach
  void watchTurns() {
    shard.watch(events -> largestTurn = Math.max(largestTurn, events.size()));
  }

  private static TaskSpec timed(String id, Timeouts timeouts, Schedule schedule) {
    return TaskSpec.named(id).limits(new Limits(timeouts, schedule, RetryPolicy.DEFAULT, false));
  }

  private int count(TaskState.Name state) {
    return shard.workspace().tasks().count(state);
  }

  @Test
  void aHundredThousandTimersDueAtOneTickAreDoneTurnByTurn() {
    long wall = shard.now().wallMillis();
    for (int i = 0; i < 50_000; i++) {
      shard.submit(timed("later" + i, Timeouts.NONE, new Schedule(wall + 60_000, 0)));
      shard.submit(timed("soon" + i, new Timeouts(60_000, 0, 0), Schedule.NONE));
    }
    shard.pass(59_999);
    assertThat(count(TaskState.Name.WAITING)).isEqualTo(50_000);
    assertThat(count(TaskState.Name.READY)).isEqualTo(50_000);
    shard.pass(1);
    assertThat(count(TaskState.Name.READY)).isEqualTo(50_000);
    assertThat(shard.allEvents())
        .filteredOn(TaskEvent.TaskFailed.class::isInstance)
        .hasSize(50_000);
    assertThat(largestTurn).isBetween(Turn.MAX_EVENTS / 2, Turn.MAX_EVENTS);
    assertThat(shard.live().verify()).isEmpty();
  }

  /** 500 running with a lock each, 500 assigned ahead. */
  private FencingToken holdAThousand() {
    FencingToken session =
        shard.joinAndClaim(
            AgentProfile.named("w")
                .maxConcurrentTasks(AgentProfile.Slots.MAX)
                .prefetch(AgentProfile.Slots.MAX));
    for (int i = 0; i < 500; i++) {
      shard.submit(
          TaskSpec.named("run" + i)
              .requirements(
                  new Requirements(
                      Collections.emptySortedSet(),
                      Collections.emptySortedMap(),
                      List.of(LockRequest.exclusive("r" + i)),
                      null)));
      shard.start("run" + i);
    }
    for (int i = 0; i < 500; i++) {
      shard.submit("ahead" + i);
    }
    assertThat(shard.workspace().tasks().heldCount(session)).isEqualTo(1_000);
    return session;
  }

  private void nothingIsHeld(FencingToken session) {
    assertThat(shard.workspace().tasks().heldCount(session)).isZero();
    assertThat(count(TaskState.Name.READY)).isEqualTo(1_000);
    assertThat(shard.workspace().resources().size()).isZero();
    assertThat(largestTurn).isLessThanOrEqualTo(Turn.MAX_EVENTS);
    assertThat(shard.live().verify()).isEmpty();
  }

  @Test
  void aSessionWithAThousandHeldTasksEndsByFarewell() {
    FencingToken session = holdAThousand();
    shard.ok(new AgentCommand.LeaveAgent(W, session, SessionEnd.LEFT));
    nothingIsHeld(session);
  }

  @Test
  void aSessionWithAThousandHeldTasksEndsBySilenceAlsoWhenMuchElseFallsDue() {
    for (int i = 0; i < 10_000; i++) {
      shard.submit(
          timed(
              "later" + i,
              Timeouts.NONE,
              new Schedule(shard.now().wallMillis() + 30_000, 1L << 50)));
    }
    FencingToken session = holdAThousand();
    shard.pass(30_000);
    assertThat(count(TaskState.Name.READY)).isEqualTo(11_000);
    assertThat(shard.workspace().tasks().heldCount(session)).isZero();
    assertThat(largestTurn).isLessThanOrEqualTo(Turn.MAX_EVENTS);
  }

  @Test
  void aSessionWithAThousandHeldTasksEndsWhenItsAgentJoinsAgain() {
    FencingToken session = holdAThousand();
    shard.join(AgentProfile.named("w"));
    nothingIsHeld(session);
  }
}
