package dev.yardmaster.core.deadlock;

import static dev.yardmaster.core.resource.LockRequest.exclusive;
import static dev.yardmaster.core.resource.LockRequest.permits;
import static dev.yardmaster.core.resource.LockRequest.shared;
import static dev.yardmaster.core.shard.Yard.no;
import static dev.yardmaster.core.shard.Yard.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R54, S11: every cycle is found by the command that closes it, and nothing else is. */
class DeadlockTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 50})
  void theLastOfTheDiningPhilosophersIsRefusedWithTheWholeCycle(int seats) {
    Yard yard = new Yard();
    for (int i = 0; i < seats; i++) {
      yard.join(AgentProfile.named("p" + i));
      yard.granted("p" + i, exclusive("fork" + i));
    }
    for (int i = 0; i < seats - 1; i++) {
      yard.waits("p" + i, exclusive("fork" + (i + 1)));
    }
    Reply reply = yard.acquire("p" + (seats - 1), exclusive("fork0"));
    assertThat(reply).isInstanceOf(Reply.AnsweredNo.class);
    assertThat(no(reply).code()).isEqualTo(RefusalCode.DEADLOCK);
    for (int i = 0; i < seats; i++) {
      assertThat(no(reply).text()).contains("agent p" + i + " ").contains("fork" + i);
    }
    WaitEvent.DeadlockDetected detected =
        yard.shard.events(WaitEvent.DeadlockDetected.class).getFirst();
    assertThat(detected.cycle()).hasSize(seats);
    yard.releaseAll("p" + (seats - 1));
    for (int i = seats - 2; i >= 0; i--) {
      assertThat(yard.holds("p" + i, exclusive("fork" + (i + 1)))).isTrue();
      yard.releaseAll("p" + i);
    }
    assertThat(yard.grants()).isEmpty();
  }

  @Test
  void theVictimIsTheWaitOfTheAgentOfLowestPriority() {
    Yard yard = new Yard();
    yard.join(AgentProfile.named("low").priority(1));
    yard.join(AgentProfile.named("high").priority(90));
    yard.granted("low", exclusive("a"));
    yard.granted("high", exclusive("b"));
    FencingToken victim = yard.waits("low", exclusive("b"));
    FencingToken wait = yard.waits("high", exclusive("a"));
    assertThat(yard.shard.workspace().waits().outcome(victim)).isInstanceOf(Outcome.Deadlock.class);
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    yard.releaseAll("low");
    assertThat(yard.holds("high", exclusive("a"))).isTrue();
  }

  @Test
  void whoGaveBackAllIsOnNoCycleByAWaitThatItDoesNotKnowOf() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("file"));
    yard.granted("eve", exclusive("area/0"));
    yard.waits("bob", exclusive("file")); // its answer never reached bob
    yard.releaseAll("bob");
    yard.releaseAll("ann");
    yard.acquire("eve", exclusive("file"));
    yard.waits("bob", shared("area/**"));
    yard.releaseAll("eve");
    assertThat(yard.holds("bob", shared("area/**"))).isTrue();
  }

  @Test
  void aCycleThroughASubtreeAndASharedLockIsFound() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("doc/intro"));
    yard.granted("bob", shared("style"));
    yard.granted("eve", shared("style"));
    yard.waits("bob", exclusive("doc/**"));
    assertThat(no(yard.acquire("ann", exclusive("style"))).code()).isEqualTo(RefusalCode.DEADLOCK);
  }

  @Test
  void aRequestBehindAnotherWaitsForItToo() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", shared("x"));
    yard.granted("eve", exclusive("y"));
    yard.waits("bob", exclusive("x"), exclusive("y")); // bob waits for ann and eve
    assertThat(no(yard.acquire("eve", shared("x"))).text())
        .as("eve stands behind bob, who waits for her")
        .contains("which it waits for before");
  }

  @Test
  void permitsAreWaitedForOnlyIfThoseOfTheOthersDoNotSuffice() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 2));
    yard.granted("ann", permits("gpu", 1));
    yard.granted("bob", permits("gpu", 1));
    yard.granted("eve", exclusive("x"));
    yard.waits("ann", exclusive("x")); // ann waits for eve
    FencingToken wait = yard.waits("eve", permits("gpu", 1)); // bob may give his back
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    assertThat(no(yard.acquire("bob", exclusive("x"))).code())
        .as("now nobody is left to give a permit back")
        .isEqualTo(RefusalCode.DEADLOCK);
  }

  @Test
  void permitsThatOthersGiveBackAreOnNoCycle() {
    Yard yard = new Yard("joe");
    yard.join(AgentProfile.named("low").priority(40));
    yard.join(AgentProfile.named("high").priority(41));
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("r/cpu"), 4));
    yard.granted("high", exclusive("r/a"), permits("r/cpu", 3));
    yard.granted("joe", permits("r/cpu", 1));
    FencingToken victim = yard.waits("low", exclusive("r/**"));
    FencingToken wait = yard.waits("high", permits("r/cpu", 1)); // joe may give his back
    assertThat(yard.shard.workspace().waits().outcome(victim))
        .as("high waits for low, not for its own three permits")
        .isInstanceOf(Outcome.Deadlock.class);
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
  }

  @Test
  void aGrantFromTheQueueThatClosesACycleIsFoundInThatCommand() {
    Yard yard = new Yard("ann", "bob", "joe");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 4));
    yard.granted("ann", exclusive("a"));
    yard.granted("joe", exclusive("c"));
    yard.waits("bob", exclusive("a"), permits("gpu", 2));
    FencingToken wait = yard.waits("bob", exclusive("c"), permits("gpu", 3));
    yard.releaseAll("ann"); // bob has two of four now, and wants three more
    assertThat(yard.holds("bob", exclusive("a"), permits("gpu", 2))).isTrue();
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  void aReleaseThatClosesACycleIsFoundInThatCommand() {
    Yard yard = new Yard("bob", "eve", "joe");
    FencingToken wide = yard.granted("bob", exclusive("a"));
    yard.granted("bob", exclusive("c"));
    yard.granted("joe", exclusive("b"));
    yard.waits("eve", exclusive("a"), exclusive("c"));
    FencingToken wait = yard.waits("bob", exclusive("a"), exclusive("b")); // it has a already
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    yard.release("bob", wide); // and now stands behind eve, who waits for its c
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  void aLowerCapacityThatClosesACycleIsFoundInThatCommand() {
    Yard yard = new Yard("ann", "bob", "eve");
    ResourceName gpu = ResourceName.of("gpu");
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 4));
    yard.granted("ann", permits("gpu", 2));
    yard.granted("bob", permits("gpu", 1));
    yard.granted("eve", exclusive("x"));
    yard.waits("ann", exclusive("x"));
    FencingToken wait = yard.waits("eve", permits("gpu", 2)); // that of bob is enough
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 3));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  void nobodyWaitsForItself() {
    Yard yard = new Yard("ann");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 3));
    yard.granted("ann", permits("gpu", 2));
    assertThat(no(yard.acquire("ann", permits("gpu", 3))).code())
        .as("peers row 14")
        .isEqualTo(RefusalCode.DEADLOCK);
    yard.begin("ann:t");
    assertThat(no(yard.await("ann:t", "t")).code()).isEqualTo(RefusalCode.DEADLOCK);
  }

  @Test
  void aTaskThatWaitsForATaskThatNeedsItsLockIsADeadlock() {
    Yard yard = new Yard("ann");
    yard.begin("ann:parent");
    yard.granted("ann:parent", exclusive("db"));
    yard.shard.submit(needing("child", exclusive("db")));
    Reply reply = yard.await("ann:parent", "child");
    assertThat(no(reply).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(no(reply).text()).contains("task child").contains("task parent");
  }

  @Test
  void aGrantThatClosesACycleThroughATaskIsFoundInThatCommand() {
    Yard yard = new Yard("ann");
    yard.begin("ann:parent");
    yard.shard.submit(needing("child", exclusive("db")));
    FencingToken wait = waits(yard.await("ann:parent", "child"));
    yard.granted("ann:parent", exclusive("db"));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  void aRetryThatClosesACycleIsFoundInThatCommand() {
    Yard yard = new Yard("ann");
    yard.begin("ann:parent");
    yard.shard.submit(needing("first", exclusive("db")));
    yard.shard.ok(new TaskCommand.CancelTask(TaskId.of("first"), "enough"));
    yard.shard.submit(TaskSpec.named("second").dependsOn(Dependency.onCompletion("first")));
    yard.granted("ann:parent", exclusive("db"));
    FencingToken wait = waits(yard.await("ann:parent", "second"));
    yard.shard.ok(new TaskCommand.RetryTask(TaskId.of("first"), "ada"));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  void waitingForATaskFreesTheSlotSoThatTheSameAgentCanDoIt() {
    Yard yard = new Yard("ann");
    yard.begin("ann:parent");
    yard.shard.submit(TaskSpec.named("child"));
    yard.shard.claim(AgentId.of("ann"), yard.caller("ann").session(), 1);
    assertThat(yard.shard.state("child")).isEqualTo(TaskState.Name.READY);
    FencingToken wait = waits(yard.await("ann:parent", "child"));
    assertThat(yard.shard.state("child")).isEqualTo(TaskState.Name.ASSIGNED);
    yard.shard.run("child");
    assertThat(yard.shard.workspace().waits().outcome(wait))
        .isEqualTo(new Outcome.TaskEnded(TaskState.Name.SUCCEEDED));
    yard.shard.complete("parent");
  }

  @Test
  void preemptionEndsTheVictimsAttemptAndItsLocksGo() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.ok(new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.PREEMPT));
    yard.begin("ann:t1");
    yard.begin("bob:t2");
    yard.granted("ann:t1", exclusive("a"));
    yard.granted("bob:t2", exclusive("b"));
    yard.waits("ann:t1", exclusive("b"));
    assertThat(no(yard.acquire("bob:t2", exclusive("a"))).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(yard.shard.state("t2")).isEqualTo(TaskState.Name.READY);
    assertThat(yard.holds("ann:t1", exclusive("b"))).isTrue();
  }

  @Test
  void withoutDetectionOnlyTimeoutsHelpUntilItIsTurnedOnAgain() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.ok(new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.OFF));
    yard.granted("ann", exclusive("a"));
    yard.granted("bob", exclusive("b"));
    yard.waits("ann", exclusive("b"));
    FencingToken wait = yard.waits("bob", exclusive("a"));
    yard.shard.ok(new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.REFUSE));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  @Test
  @Tag("large")
  void tenThousandWaitersWithoutACycleMakeNoVictim() {
    Yard yard = new Yard();
    for (int i = 0; i < 100; i++) {
      yard.join(AgentProfile.named("a" + i));
    }
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 100; i++) {
        // everybody takes its forks in one order, so that no cycle can arise
        yard.acquire("a" + i, exclusive("f" + i % 7));
      }
      for (int i = 0; i < 100; i++) {
        yard.acquire("a" + i, exclusive("f" + (7 + i % 5)));
      }
      for (int i = 0; i < 100; i++) {
        yard.releaseAll("a" + i);
      }
    }
    assertThat(yard.shard.allEvents()).noneMatch(WaitEvent.DeadlockDetected.class::isInstance);
  }

  private static TaskSpec needing(String id, LockRequest... locks) {
    return TaskSpec.named(id).requirements(requirements(locks));
  }

  private static Requirements requirements(LockRequest... locks) {
    return new Requirements(new TreeSet<>(), new TreeMap<>(), List.of(locks), null);
  }
}
