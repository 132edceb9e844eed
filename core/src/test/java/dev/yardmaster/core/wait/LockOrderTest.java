package dev.yardmaster.core.wait;

import static dev.yardmaster.core.resource.LockRequest.exclusive;
import static dev.yardmaster.core.resource.LockRequest.permits;
import static dev.yardmaster.core.resource.LockRequest.shared;
import static dev.yardmaster.core.shard.Yard.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** R52, L1: who is served when, and that nobody is passed. */
class LockOrderTest {
  @Test
  void fortyContendersEachGetTheLockInTurn() {
    Yard yard = new Yard();
    for (int i = 0; i < 40; i++) {
      yard.join(AgentProfile.named("a" + i));
    }
    yard.granted("a0", exclusive("file"));
    for (int i = 1; i < 40; i++) {
      yard.waits("a" + i, exclusive("file"));
    }
    for (int i = 0; i < 40; i++) {
      assertThat(yard.holds("a" + i, exclusive("file"))).as("peers line 1: a%d", i).isTrue();
      yard.releaseAll("a" + i);
    }
    assertThat(yard.grants()).isEmpty();
  }

  @Test
  void theHigherPriorityGoesFirstUntilTheOtherHasAgedPastIt() {
    Yard yard = new Yard("ann", "bob", "eve", "joe");
    yard.granted("ann", exclusive("file"));
    waits(yard.acquire("bob", 50, exclusive("file")));
    pass(yard, 299_000);
    waits(yard.acquire("eve", 60, exclusive("file")));
    pass(yard, 2_000);
    waits(yard.acquire("joe", 60, exclusive("file")));
    yard.releaseAll("ann");
    assertThat(yard.holds("eve", exclusive("file"))).as("60 beats 50 and 9 periods").isTrue();
    yard.releaseAll("eve");
    assertThat(yard.holds("bob", exclusive("file"))).as("50 and 10 periods beat 60").isTrue();
  }

  private static void pass(Yard yard, long millis) {
    for (long left = millis; left > 0; left -= 20_000) {
      yard.shard.pass(Math.min(left, 20_000));
      for (String agent : List.of("ann", "bob", "eve", "joe")) {
        yard.shard.ok(new AgentCommand.Heartbeat(AgentId.of(agent), yard.caller(agent).session()));
      }
    }
  }

  @Test
  void sharedWaitersDoNotPassAnExclusiveOne() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", shared("file"));
    yard.waits("bob", exclusive("file"));
    yard.waits("eve", shared("file"));
    yard.releaseAll("ann");
    assertThat(yard.holds("bob", exclusive("file"))).isTrue();
    yard.releaseAll("bob");
    assertThat(yard.holds("eve", shared("file"))).isTrue();
  }

  @Test
  void aSmallNumberOfPermitsDoesNotPassALargeOne() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 4));
    yard.granted("ann", permits("gpu", 2));
    yard.waits("bob", permits("gpu", 3));
    yard.waits("eve", permits("gpu", 1));
    yard.releaseAll("ann");
    assertThat(yard.holds("bob", permits("gpu", 3))).isTrue();
    assertThat(yard.holds("eve", permits("gpu", 1))).isTrue();
  }

  @Test
  void whoWaitsForNothingOfItIsServedBeyondABlockedSet() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("a"));
    yard.waits("bob", exclusive("a"), shared("b"));
    yard.granted("eve", shared("b"));
  }

  @Test
  void aWaiterForASubtreeIsNotPassedByThoseBelowIt() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("doc/intro"));
    yard.waits("bob", exclusive("doc/**"));
    FencingToken wait = yard.waits("eve", exclusive("doc/end"));
    yard.releaseAll("ann");
    assertThat(yard.holds("bob", exclusive("doc/**"))).isTrue();
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    yard.releaseAll("bob");
    assertThat(yard.holds("eve", exclusive("doc/end"))).isTrue();
  }

  @Test
  void whoGivesUpLetsThoseBehindItGoOn() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", shared("file"));
    FencingToken wait = yard.waits("bob", exclusive("file"));
    yard.waits("eve", shared("file"));
    yard.shard.ok(new WaitCommand.EndWait(yard.caller("bob"), wait));
    assertThat(yard.holds("eve", shared("file"))).isTrue();
  }

  @Test
  void aWaitWhoseHolderGotAWiderLockIsOver() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("x"));
    yard.waits("eve", exclusive("doc/intro"), exclusive("x"));
    yard.waits("bob", shared("doc/intro"));
    Yard.granted(yard.acquire("bob", 99, shared("doc/**")));
    assertThat(yard.holds("bob", shared("doc/intro")))
        .as("covered, so nothing stands in its way")
        .isTrue();
  }

  @Test
  void tasksAndAgentsPassEachOtherNeither() {
    Yard yard = new Yard("ann", "bob");
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.submit(needing("t", exclusive("file")));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    yard.releaseAll("ann");
    assertThat(yard.holds("bob", exclusive("file"))).as("bob asked first").isTrue();
    yard.waits("ann", exclusive("file"));
    yard.releaseAll("bob");
    assertThat(yard.holds("ann", exclusive("file"))).isTrue();
    yard.releaseAll("ann");
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    yard.waits("bob", exclusive("file"));
    yard.shard.run("t");
    assertThat(yard.holds("bob", exclusive("file"))).isTrue();
  }

  @Test
  void aTaskOvertakenThreeTimesIsNotOvertakenAgain() {
    Yard yard = new Yard("ann", "bob", "eve");
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.shard.submit(needing("t", exclusive("a"), exclusive("b")));
    yard.granted("ann", exclusive("a"));
    yard.granted("bob", exclusive("b"));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    yard.releaseAll("ann");
    yard.granted("ann", exclusive("a"));
    yard.releaseAll("bob"); // the third time that the task finds but one of the two free
    yard.waits("bob", exclusive("b"));
    yard.waits("eve", exclusive("a"));
    yard.releaseAll("ann");
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    yard.shard.run("t");
    assertThat(yard.holds("bob", exclusive("b"))).isTrue();
    assertThat(yard.holds("eve", exclusive("a"))).isTrue();
  }

  @Test
  void aTaskIsNotOvertakenForEverByAgentsOfWhomOneAlwaysWaits() {
    Yard yard = new Yard("ann", "bob");
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.submit(needing("t", exclusive("file")));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    String holder = "ann";
    for (int i = 0; i < 6 && yard.shard.state("t") == TaskState.Name.READY; i++) {
      yard.releaseAll(holder);
      yard.acquire(holder, exclusive("file"));
      holder = holder.equals("ann") ? "bob" : "ann";
    }
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    yard.shard.run("t");
    assertThat(yard.grants()).as("an agent has it again").hasSize(1);
  }

  @Test
  void aTaskThatNeedsAllIsNotOvertakenForEverByThoseWhoShare() {
    Yard yard = new Yard("ann", "bob");
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.granted("ann", shared("file"));
    yard.shard.submit(needing("t", exclusive("file")));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    String holder = "ann";
    for (int i = 0; i < 6 && yard.shard.state("t") == TaskState.Name.READY; i++) {
      String next = holder.equals("ann") ? "bob" : "ann";
      yard.acquire(next, shared("file"));
      yard.releaseAll(holder);
      holder = next;
    }
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aTaskThatNeedsManyPermitsIsNotOvertakenForEverByAgentsThatNeedOne() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 2));
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.granted("ann", permits("gpu", 1));
    yard.shard.submit(needing("t", permits("gpu", 2)));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    String holder = "ann";
    for (int i = 0; i < 6 && yard.shard.state("t") == TaskState.Name.READY; i++) {
      String next = holder.equals("ann") ? "bob" : "ann";
      yard.acquire(next, permits("gpu", 1));
      yard.releaseAll(holder);
      holder = next;
    }
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aTaskWhoseTurnHasComeHasItThoughOneOfHigherPriorityParksBehindIt() {
    Yard yard = new Yard("ann", "bob");
    FencingToken worker = yard.join(AgentProfile.named("worker").maxConcurrentTasks(2));
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.submit(needing("t", exclusive("file")));
    yard.shard.claim(AgentId.of("worker"), worker, 2);
    yard.releaseAll("ann");
    yard.waits("ann", exclusive("file"));
    yard.releaseAll("bob"); // the second time that an agent is granted it while the task is parked
    yard.shard.submit(needing("urgent", exclusive("file")).priority(100));
    yard.waits("bob", exclusive("file"));
    yard.releaseAll("ann");
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    yard.shard.run("t");
    assertThat(yard.holds("bob", exclusive("file"))).as("who asked first").isTrue();
    assertThat(yard.shard.state("urgent")).isEqualTo(TaskState.Name.READY);
    yard.releaseAll("bob");
    assertThat(yard.shard.state("urgent")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void whoWaitsBehindATaskWhoseTurnHasComeIsNotTakenForOneItWaitsFor() {
    Yard yard = new Yard("ann", "bob", "eve", "joe");
    FencingToken worker = yard.join(AgentProfile.named("worker"));
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.submit(needing("t", exclusive("file")));
    yard.shard.claim(AgentId.of("worker"), worker, 1);
    yard.releaseAll("ann");
    yard.waits("ann", exclusive("file"));
    yard.releaseAll("bob"); // the task has its turn after ann
    yard.granted("eve", exclusive("other"));
    yard.waits("joe", exclusive("other"));
    yard.waits("eve", exclusive("file")); // joe waits for eve, who waits for the task
    yard.releaseAll("ann");
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  private static TaskSpec needing(String id, LockRequest... locks) {
    return TaskSpec.named(id)
        .requirements(new Requirements(new TreeSet<>(), new TreeMap<>(), List.of(locks), null));
  }
}
