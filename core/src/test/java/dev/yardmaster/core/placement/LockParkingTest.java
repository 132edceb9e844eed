package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R30, R50, R52: tasks with lock sets, taken whole or parked out of the way. */
final class LockParkingTest {
  private final ShardHarness shard = new ShardHarness();

  private static TaskSpec locking(String id, LockRequest... locks) {
    return locking(id, null, locks);
  }

  private static TaskSpec locking(String id, @Nullable AgentId pin, LockRequest... locks) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                Collections.emptySortedSet(), Collections.emptySortedMap(), List.of(locks), pin));
  }

  private FencingToken worker(int slots) {
    return shard.joinAndClaim(AgentProfile.named("w").maxConcurrentTasks(slots));
  }

  private void again(FencingToken session) {
    shard.claim(AgentId.of("w"), session, 10);
  }

  @Test
  void aParkedHeadNeverBlocksThoseBehind() {
    worker(10);
    shard.submit(locking("holder", LockRequest.exclusive("r")).priority(100));
    for (int i = 0; i < 5; i++) {
      shard.submit(locking("parked" + i, LockRequest.exclusive("r")).priority(90));
    }
    shard.submit("behind");
    assertThat(shard.state("behind")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(shard.state("parked0")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void parkedTasksFollowOneAfterTheOtherAsTheLockIsFreed() {
    FencingToken w = worker(10);
    for (int i = 0; i < 4; i++) {
      shard.submit(locking("t" + i, LockRequest.exclusive("r")));
    }
    for (int i = 0; i < 4; i++) {
      again(w);
      shard.run("t" + i);
    }
    assertThat(shard.workspace().tasks().count(TaskState.Name.SUCCEEDED)).isEqualTo(4);
  }

  @Test
  void sharedHoldersGoTogetherAndExcludeTheExclusive() {
    worker(10);
    shard.submit(locking("s1", LockRequest.shared("r")));
    shard.submit(locking("s2", LockRequest.shared("r")));
    shard.submit(locking("x", LockRequest.exclusive("r")));
    assertThat(shard.state("s2")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(shard.state("x")).isEqualTo(TaskState.Name.READY);
    shard.run("s1");
    assertThat(shard.state("x")).isEqualTo(TaskState.Name.READY);
    shard.run("s2");
    assertThat(shard.state("x")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void permitsNeverExceedTheCapacityAndMoreOfThemWakeWhoWaits() {
    ResourceName gpu = ResourceName.of("gpu");
    shard.ok(new ResourceCommand.DeclareResource(gpu, 3));
    worker(10);
    shard.submit(locking("two", LockRequest.permits("gpu", 2)));
    shard.submit(locking("three", LockRequest.permits("gpu", 3)));
    shard.submit(locking("one", LockRequest.permits("gpu", 1)));
    assertThat(shard.state("three")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("one")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.ok(new ResourceCommand.DeclareResource(gpu, 6));
    assertThat(shard.state("three")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aSetParkedThreeTimesIsNotOvertakenAnyMore() {
    FencingToken w = worker(10);
    shard.submit(locking("a0", LockRequest.exclusive("a")));
    shard.submit(locking("b0", LockRequest.exclusive("b")));
    shard.submit(locking("set", LockRequest.exclusive("a"), LockRequest.exclusive("b")));
    int served = 0;
    for (int i = 1; i < 20 && shard.state("set") == TaskState.Name.READY; i++) {
      shard.submit(locking("a" + i, LockRequest.exclusive("a")));
      shard.submit(locking("b" + i, LockRequest.exclusive("b")));
      again(w);
      for (String id : List.of("a", "b")) {
        for (int n = 0; n <= i; n++) {
          if (shard.state(id + n) == TaskState.Name.ASSIGNED) {
            shard.run(id + n);
            served++;
            again(w);
            break;
          }
        }
      }
    }
    assertThat(shard.state("set")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(served).isLessThan(20);
  }

  @Test
  void aBarrierThatNobodyComesForIsLifted() {
    AgentId me = AgentId.of("w");
    FencingToken v = shard.joinAndClaim(AgentProfile.named("v"));
    worker(10);
    shard.submit(locking("a0", me, LockRequest.exclusive("a")));
    shard.submit(locking("b0", me, LockRequest.exclusive("b")));
    shard.submit(
        locking("set", AgentId.of("v"), LockRequest.exclusive("a"), LockRequest.exclusive("b")));
    shard.submit(locking("a1", me, LockRequest.exclusive("a")));
    shard.submit(locking("a2", me, LockRequest.exclusive("a")));
    shard.run("a0");
    shard.run("a1");
    shard.submit(locking("b1", me, LockRequest.exclusive("b")));
    shard.claim(AgentId.of("v"), v, 0);
    shard.run("b0");
    shard.run("a2");
    assertThat(shard.state("b1")).isEqualTo(TaskState.Name.READY);
    shard.pass(ParkingLot.BARRIER_PATIENCE_MILLIS);
    assertThat(shard.state("b1")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  /** Parks {@code set}, which asks for all of a and then b, three times; a1 holds some of a. */
  private FencingToken barrier(Runnable submitSet, LockRequest ofA) {
    FencingToken w = worker(10);
    shard.submit(locking("a0", ofA));
    shard.submit(locking("b0", LockRequest.exclusive("b")));
    submitSet.run();
    again(w);
    shard.run("a0"); // the set parks on b
    shard.submit(locking("a1", ofA));
    shard.run("b0"); // the set parks on a, for the third time
    assertThat(shard.state("set")).isEqualTo(TaskState.Name.READY);
    shard.submit(locking("b1", LockRequest.exclusive("b")));
    assertThat(shard.state("b1")).isEqualTo(TaskState.Name.READY);
    return w;
  }

  @Test
  void aBarrierWhoseTaskAPlanReplacesIsLifted() {
    TaskSpec set = locking("set", LockRequest.exclusive("a"), LockRequest.exclusive("b"));
    barrier(() -> shard.upload("p", false, set), LockRequest.exclusive("a"));
    shard.upload("p", false, locking("set", LockRequest.exclusive("c")));
    assertThat(shard.state("b1")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aSetThatAsksForMorePermitsThanALoweredCapacityBarsNobody() {
    ResourceName pool = ResourceName.of("a");
    shard.ok(new ResourceCommand.DeclareResource(pool, 3));
    TaskSpec set = locking("set", LockRequest.permits("a", 3), LockRequest.exclusive("b"));
    barrier(() -> shard.submit(set), LockRequest.permits("a", 1));
    shard.ok(new ResourceCommand.DeclareResource(pool, 2));
    assertThat(shard.state("b1")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.submit(locking("a2", LockRequest.permits("a", 1)));
    assertThat(shard.state("a2")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void whoAsksForMorePermitsThanALoweredCapacityLetsThoseBehindPassAndReturnsWhenItIsRaised() {
    ResourceName gpu = ResourceName.of("gpu");
    shard.ok(new ResourceCommand.DeclareResource(gpu, 3));
    FencingToken w = worker(10);
    shard.submit(locking("holder", LockRequest.permits("gpu", 2)));
    shard.submit(locking("big", LockRequest.permits("gpu", 3)).priority(90));
    shard.submit(locking("small", LockRequest.permits("gpu", 2)));
    shard.ok(new ResourceCommand.DeclareResource(gpu, 2));
    shard.run("holder");
    again(w);
    assertThat(shard.state("small")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.run("small");
    shard.ok(new ResourceCommand.DeclareResource(gpu, 3));
    assertThat(shard.state("big")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void lockSetsAreNeverPrefetched() {
    shard.joinAndClaim(AgentProfile.named("w").prefetch(3));
    shard.submit("running");
    shard.submit(locking("locked", LockRequest.exclusive("r")));
    shard.submit("ahead");
    assertThat(shard.state("locked")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("ahead")).isEqualTo(TaskState.Name.ASSIGNED);
  }
}
