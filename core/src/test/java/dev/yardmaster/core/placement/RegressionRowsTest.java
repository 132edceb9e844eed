package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where other coordinators fell: see the regression rows in docs/testing.md. */
final class RegressionRowsTest {
  private final ShardHarness shard = new ShardHarness();

  private static TaskSpec locking(String id, LockRequest lock) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                Collections.emptySortedSet(), Collections.emptySortedMap(), List.of(lock), null));
  }

  @Test
  void aHundredTasksAreAllDone() {
    FencingToken w = shard.joinAndClaim(AgentProfile.named("w"));
    for (int i = 0; i < 100; i++) {
      shard.submit("t" + i);
    }
    for (int i = 0; i < 100; i++) {
      shard.claim(AgentId.of("w"), w, 1);
      Command next =
          shard.workspace().tasks().heldBy(w).stream()
              .map(task -> new TaskCommand.StartTask(task.id(), task.lastEpoch()))
              .findFirst()
              .orElseThrow();
      shard.ok(next);
      TaskId id = ((TaskCommand.StartTask) next).task();
      shard.complete(id.value());
    }
    assertThat(shard.workspace().tasks().count(TaskState.Name.SUCCEEDED)).isEqualTo(100);
  }

  @Test
  void aLostWorkersTaskIsRecoveredOnce() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("t");
    shard.start("t");
    shard.joinAndClaim(AgentProfile.named("v"));
    shard.joinAndClaim(AgentProfile.named("u"));
    shard.pass(29_000);
    shard.joinAndClaim(AgentProfile.named("v"));
    shard.joinAndClaim(AgentProfile.named("u"));
    shard.joinAndClaim(AgentProfile.named("w")); // lost by joining again just before its time
    shard.pass(2_000);
    assertThat(shard.allEvents()).filteredOn(TaskEvent.AttemptLost.class::isInstance).hasSize(1);
    assertThat(shard.allEvents()).filteredOn(TaskEvent.TaskAssigned.class::isInstance).hasSize(2);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void thePermitsOfALostAgentReturnAndWakeWhoWaits() {
    shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 2));
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit(locking("t", LockRequest.permits("gpu", 2)));
    shard.start("t");
    shard.pass(20_000);
    shard.joinAndClaim(AgentProfile.named("v"));
    shard.submit(locking("next", LockRequest.permits("gpu", 1)).priority(90));
    assertThat(shard.state("next")).isEqualTo(TaskState.Name.READY);
    shard.pass(10_000);
    assertThat(shard.holder("next")).isEqualTo("v");
  }

  @Test
  void callsThatRaceWithATheftAreRefusedAndTheThiefAloneFinishes() {
    shard.joinAndClaim(AgentProfile.named("victim").prefetch(4));
    for (int i = 0; i < 5; i++) {
      shard.submit("t" + i);
    }
    shard.start("t0");
    FencingToken[] epochs = new FencingToken[5];
    for (int i = 0; i < 5; i++) {
      epochs[i] = shard.epoch("t" + i);
    }
    shard.joinAndClaim(AgentProfile.named("thief"));
    TaskEvent.WorkStolen theft = shard.events(TaskEvent.WorkStolen.class).getFirst();
    int stolen = Integer.parseInt(theft.task().value().substring(1));
    for (Command late :
        List.of(
            new TaskCommand.StartTask(theft.task(), epochs[stolen]),
            new TaskCommand.ReturnTask(theft.task(), epochs[stolen]),
            new TaskCommand.CompleteTask(theft.task(), epochs[stolen], Payload.EMPTY))) {
      assertThat(shard.refused(late).code()).isEqualTo(RefusalCode.STALE_TOKEN);
    }
    assertThat(shard.holder(theft.task().value())).isEqualTo("thief");
    shard.run(theft.task().value());
    assertThat(shard.state(theft.task().value())).isEqualTo(TaskState.Name.SUCCEEDED);
  }

  @Test
  void anIdleNewAgentGetsWorkAtOnceThoughAllWasAssigned() {
    shard.joinAndClaim(AgentProfile.named("busy").prefetch(4));
    for (int i = 0; i < 5; i++) {
      shard.submit("t" + i);
    }
    assertThat(shard.workspace().tasks().count(TaskState.Name.ASSIGNED)).isEqualTo(5);
    FencingToken fresh = shard.joinAndClaim(AgentProfile.named("new"));
    assertThat(shard.workspace().tasks().heldCount(fresh)).isEqualTo(1);
  }

  @Test
  void twoAttemptsOfOneAgentExcludeEachOtherAndTheHolderIsTheEpoch() {
    shard.joinAndClaim(AgentProfile.named("w").maxConcurrentTasks(2));
    shard.submit(locking("a", LockRequest.exclusive("r")));
    Holder holder = new Holder.Attempt(TaskId.of("a"), shard.epoch("a"));
    assertThat(shard.events(ResourceEvent.LocksAcquired.class))
        .singleElement()
        .satisfies(taken -> assertThat(taken.holder()).isEqualTo(holder));
    shard.submit(locking("b", LockRequest.exclusive("r")));
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
    shard.run("a");
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.ASSIGNED);
  }
}
