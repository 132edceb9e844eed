package dev.yardmaster.core.wait;

import static dev.yardmaster.core.resource.LockRequest.exclusive;
import static dev.yardmaster.core.resource.LockRequest.permits;
import static dev.yardmaster.core.resource.LockRequest.shared;
import static dev.yardmaster.core.shard.Yard.granted;
import static dev.yardmaster.core.shard.Yard.no;
import static dev.yardmaster.core.shard.Yard.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R50, R51, S7-S10: what may be held together, by whom, for how long. */
class LockTest {
  @ParameterizedTest
  @CsvSource({
    "EXCLUSIVE, a, EXCLUSIVE, a, false",
    "EXCLUSIVE, a, SHARED, a, false",
    "SHARED, a, SHARED, a, true",
    "SHARED, a, EXCLUSIVE, a, false",
    "EXCLUSIVE, a, EXCLUSIVE, b, true",
    "EXCLUSIVE, a, EXCLUSIVE, a/b, true",
    "EXCLUSIVE, a/**, EXCLUSIVE, a, false",
    "EXCLUSIVE, a/**, EXCLUSIVE, a/b/c, false",
    "EXCLUSIVE, a/b/c, EXCLUSIVE, a/**, false",
    "EXCLUSIVE, a/**, EXCLUSIVE, ab, true",
    "EXCLUSIVE, a/**, EXCLUSIVE, a/b/**, false",
    "EXCLUSIVE, a/b/**, EXCLUSIVE, a/**, false",
    "EXCLUSIVE, a/b/**, EXCLUSIVE, a/c/**, true",
    "SHARED, a/**, SHARED, a/b, true",
    "SHARED, a/**, EXCLUSIVE, a/b, false",
    "SHARED, a/b, EXCLUSIVE, a/**, false",
    "SHARED, a/b, SHARED, a/**, true",
  })
  void locksOfOthersGoTogetherOrNot(
      String mode, String name, String otherMode, String otherName, boolean together) {
    Yard yard = new Yard("ann", "bob");
    yard.granted("ann", lock(mode, name));
    Reply reply = yard.tryAcquire("bob", lock(otherMode, otherName));
    assertThat(reply instanceof Reply.Granted).isEqualTo(together);
    if (!together) {
      assertThat(no(reply).code()).isEqualTo(RefusalCode.HELD);
      assertThat(no(reply).text()).contains("agent ann");
    }
  }

  private static dev.yardmaster.core.resource.LockRequest lock(String mode, String name) {
    return mode.equals("SHARED") ? shared(name) : exclusive(name);
  }

  @Test
  void aWaiterIsGrantedWhenTheHolderReleases() {
    Yard yard = new Yard("ann", "bob");
    FencingToken first = yard.granted("ann", exclusive("file"));
    FencingToken wait = yard.waits("bob", exclusive("file"));
    yard.release("ann", first);
    assertThat(yard.holds("bob", exclusive("file"))).isTrue();
    ResourceEvent.LocksAcquired grant =
        yard.shard.events(ResourceEvent.LocksAcquired.class).getFirst();
    assertThat(grant.waitId()).isEqualTo(wait);
    assertThat(grant.token()).as("S8").isGreaterThan(first);
    assertThat(yard.openWaits()).isEmpty();
  }

  @Test
  void askingAgainGivesTheSameTokenAndTheSameWait() {
    Yard yard = new Yard("ann", "bob");
    FencingToken token = yard.granted("ann", exclusive("file"));
    assertThat(yard.granted("ann", exclusive("file"))).isEqualTo(token);
    FencingToken wait = yard.waits("bob", exclusive("file"));
    assertThat(yard.waits("bob", exclusive("file"))).isEqualTo(wait);
    yard.release("ann", token);
    assertThat(yard.waitsOf("ann")).isZero();
  }

  @Test
  void aSetIsTakenWholeOrNotAtAll() {
    Yard yard = new Yard("ann", "bob");
    yard.granted("ann", exclusive("b"));
    yard.waits("bob", exclusive("a"), exclusive("b"));
    assertThat(yard.shard.workspace().resources().find(ResourceName.of("a"))).isNull();
    yard.releaseAll("ann");
    assertThat(yard.holds("bob", exclusive("a"), exclusive("b"))).isTrue();
  }

  @Test
  void whatAHolderHasNeverStandsInItsOwnWay() {
    Yard yard = new Yard("ann", "bob");
    yard.granted("ann", exclusive("a/b"));
    yard.waits("bob", exclusive("a/**"));
    yard.granted("ann", exclusive("a/b"), exclusive("c"));
    assertThat(yard.tryAcquire("ann", exclusive("a/d"))).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void sharedIsNeverUpgraded() {
    Yard yard = new Yard("ann");
    yard.granted("ann", shared("a/**"));
    Reply reply = yard.acquire("ann", exclusive("a/b"));
    assertThat(no(reply).code()).isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(no(reply).text()).contains("release it first");
  }

  @Test
  void twoAttemptsOfOneAgentExcludeEachOther() {
    Yard yard = new Yard();
    yard.join(AgentProfile.named("ann").maxConcurrentTasks(2));
    yard.begin("ann:t1");
    yard.begin("ann:t2");
    yard.granted("ann:t1", exclusive("file"));
    yard.waits("ann:t2", exclusive("file"));
    yard.shard.complete("t1");
    assertThat(yard.holds("ann:t2", exclusive("file"))).isTrue();
  }

  @Test
  void aLeaseEndsUnlessExtendedAndItsTokenIsStaleThen() {
    Yard yard = new Yard("ann", "bob");
    FencingToken token = granted(yard.acquire("ann", 50, 0, 5_000, exclusive("file")));
    yard.shard.pass(4_000);
    yard.shard.ok(new ResourceCommand.ExtendLock(yard.caller("ann"), token, 5_000));
    yard.shard.pass(4_999);
    assertThat(yard.holds("ann", exclusive("file"))).isTrue();
    yard.waits("bob", exclusive("file"));
    yard.shard.pass(1);
    assertThat(yard.holds("bob", exclusive("file"))).isTrue();
    assertThat(
            yard.shard.refused(new ResourceCommand.ReleaseLock(yard.caller("ann"), token)).code())
        .as("S9")
        .isEqualTo(RefusalCode.STALE_TOKEN);
  }

  @Test
  void aNewLeaderGivesEveryLeaseOneFullPeriod() {
    Yard yard = new Yard("ann");
    yard.granted("ann", exclusive("x"));
    granted(yard.acquire("ann", 50, 0, 5_000, exclusive("file")));
    yard.shard.pass(4_000);
    yard.shard.failOver();
    yard.shard.pass(4_999);
    assertThat(yard.holds("ann", exclusive("file"))).as("S10").isTrue();
    yard.shard.pass(1);
    assertThat(yard.holds("ann", exclusive("file"))).isFalse();
    assertThat(yard.holds("ann", exclusive("x"))).isTrue();
  }

  @Test
  void aWaitIsGivenUpAtItsTimeoutAndItsEndIsRemembered() {
    Yard yard = new Yard("ann", "bob");
    yard.granted("ann", exclusive("file"));
    FencingToken wait = waits(yard.acquire("bob", 50, 3_000, 0, exclusive("file")));
    yard.shard.pass(3_000);
    assertThat(yard.shard.workspace().waits().outcome(wait)).isEqualTo(new Outcome.TimedOut());
    yard.releaseAll("ann");
    assertThat(yard.grants()).isEmpty();
  }

  @Test
  void whoGivesBackAllIsGrantedNothingLater() {
    Yard yard = new Yard("ann", "bob");
    yard.granted("ann", exclusive("file"));
    FencingToken lost = yard.waits("bob", exclusive("file")); // its answer never reached bob
    yard.releaseAll("bob");
    assertThat(yard.shard.workspace().waits().outcome(lost)).isEqualTo(new Outcome.Withdrawn());
    yard.releaseAll("ann");
    assertThat(yard.grants()).isEmpty();
  }

  @Test
  void whoGivesBackAllStillWaitsForTheEndOfATask() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.submit("t");
    FencingToken wait = waits(yard.await("bob", "t"));
    yard.releaseAll("bob");
    assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
  }

  @Test
  void theDeadHoldNothingAndWaitForNothing() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.waits("eve", exclusive("file"));
    leave(yard, "bob");
    leave(yard, "ann");
    assertThat(yard.holds("eve", exclusive("file")))
        .as("peers row 7: no queue stands behind dead waiters")
        .isTrue();
  }

  @Test
  void aPermitOfADeadHolderComesBack() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.ok(new ResourceCommand.DeclareResource(ResourceName.of("gpu"), 2));
    yard.granted("ann", permits("gpu", 2));
    yard.waits("bob", permits("gpu", 1));
    leave(yard, "ann");
    assertThat(yard.holds("bob", permits("gpu", 1))).as("peers rows 4 and 8").isTrue();
  }

  private static void leave(Yard yard, String agent) {
    yard.shard.ok(
        new AgentCommand.LeaveAgent(
            AgentId.of(agent), yard.caller(agent).session(), SessionEnd.LEFT));
  }

  @Test
  void aWaiterWhoseSessionRanOutIsNeverGranted() {
    Yard yard = new Yard("ann", "bob", "eve");
    yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.pass(20_000);
    yard.waits("eve", exclusive("file"));
    alive(yard, "ann");
    yard.shard.pass(20_000);
    yard.releaseAll("ann");
    assertThat(yard.holds("eve", exclusive("file")))
        .as("peers row 6: bob was silent for 40 s and is LOST")
        .isTrue();
  }

  private static void alive(Yard yard, String agent) {
    yard.shard.ok(new AgentCommand.Heartbeat(AgentId.of(agent), yard.caller(agent).session()));
  }

  @Test
  void aGrantToADetachedAgentPassesOnUnlessItIsConfirmed() {
    Yard yard = new Yard("ann", "eve");
    yard.join(AgentProfile.named("web"), Attachment.REQUESTS);
    yard.granted("ann", exclusive("file"));
    yard.waits("web", exclusive("file"));
    yard.waits("eve", exclusive("file"));
    yard.releaseAll("ann");
    assertThat(yard.holds("web", exclusive("file"))).isTrue();
    yard.shard.pass(10_000);
    assertThat(yard.holds("eve", exclusive("file"))).isTrue();
  }

  @Test
  void aConfirmedGrantStays() {
    Yard yard = new Yard("ann");
    yard.join(AgentProfile.named("web"), Attachment.REQUESTS);
    yard.granted("ann", exclusive("file"));
    yard.waits("web", exclusive("file"));
    yard.releaseAll("ann");
    FencingToken token = yard.grants().getFirst().token();
    yard.shard.ok(new ResourceCommand.ExtendLock(yard.caller("web"), token, 0));
    yard.shard.pass(11_000);
    assertThat(yard.holds("web", exclusive("file"))).isTrue();
  }

  @Test
  void anOperatorTakesALockAndThatIsOnRecord() {
    Yard yard = new Yard("ann", "bob");
    FencingToken token = yard.granted("ann", exclusive("file"));
    yard.waits("bob", exclusive("file"));
    yard.shard.ok(new ResourceCommand.ForceRelease(token, "ada"));
    assertThat(yard.shard.events(ResourceEvent.LockReleased.class))
        .containsExactly(new ResourceEvent.LockReleased(token, ReleaseCause.FORCED, "ada"));
    assertThat(yard.holds("bob", exclusive("file"))).isTrue();
  }

  @Test
  void aRateIsUsedUpAndRefillsWithTime() {
    Yard yard = new Yard("ann", "bob");
    yard.shard.ok(
        new ResourceCommand.DeclareResource(ResourceName.of("calls"), 3, new Refill(1, 1_000)));
    FencingToken token = yard.granted("ann", permits("calls", 3));
    yard.release("ann", token);
    assertThat(yard.tryAcquire("ann", permits("calls", 1))).isInstanceOf(Reply.Refused.class);
    yard.waits("bob", permits("calls", 2));
    yard.shard.pass(1_999);
    assertThat(yard.holds("bob", permits("calls", 2))).isFalse();
    yard.shard.pass(1);
    assertThat(yard.holds("bob", permits("calls", 2))).isTrue();
  }

  @Test
  void aChargeMayOverdrawABudgetWhichThenHoldsOthersBack() {
    Yard yard = new Yard("ann");
    ResourceName budget = ResourceName.of("tokens");
    yard.shard.ok(new ResourceCommand.DeclareResource(budget, 100, new Refill(100, 60_000)));
    yard.shard.ok(new ResourceCommand.Charge(yard.caller("ann"), budget, 150));
    assertThat(yard.tryAcquire("ann", permits("tokens", 1))).isInstanceOf(Reply.Refused.class);
    alive(yard, "ann");
    yard.shard.pass(29_000);
    alive(yard, "ann");
    yard.shard.pass(29_000);
    alive(yard, "ann");
    yard.shard.pass(2_000);
    yard.granted("ann", permits("tokens", 50));
  }

  @Test
  void permitsThatCanNeverBeHadAreRefusedAtOnceOrWhenTheCapacityShrinks() {
    Yard yard = new Yard("ann", "bob");
    ResourceName gpu = ResourceName.of("gpu");
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 4));
    assertThat(no(yard.acquire("ann", permits("gpu", 5))).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    yard.granted("ann", permits("gpu", 2));
    FencingToken wait = yard.waits("bob", permits("gpu", 3));
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 2));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Hopeless.class);
  }

  @Test
  void permitsThatCanNeverBeHadAnyMoreEndTheWaitWhateverElseItWaitsFor() {
    Yard yard = new Yard("ann", "bob");
    ResourceName gpu = ResourceName.of("gpu");
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 4));
    yard.granted("ann", exclusive("file"));
    FencingToken wait = yard.waits("bob", exclusive("file"), permits("gpu", 3));
    yard.shard.ok(new ResourceCommand.DeclareResource(gpu, 2));
    assertThat(yard.shard.workspace().waits().outcome(wait)).isInstanceOf(Outcome.Hopeless.class);
  }

  @Test
  void aGuardedCallCountsOnlyWhileItsLockIsHeld() {
    Yard yard = new Yard("ann", "bob");
    FencingToken token = yard.granted("ann", exclusive("doc/**"));
    FencingToken other = yard.granted("ann", exclusive("other"));
    Guard guard = new Guard(ResourceName.of("doc/intro"), token);
    yard.shard.submit("t");
    Command cancel = new TaskCommand.CancelTask(TaskId.of("t"), "enough");
    Guard wrong = new Guard(ResourceName.of("doc/intro"), other);
    assertThat(yard.shard.refused(new WorkspaceCommand.Guarded(List.of(wrong), cancel)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    yard.release("ann", token);
    assertThat(yard.shard.refused(new WorkspaceCommand.Guarded(List.of(guard), cancel)).code())
        .as("S9: the lock moved on")
        .isEqualTo(RefusalCode.STALE_TOKEN);
    FencingToken again = yard.granted("bob", exclusive("doc/intro"));
    Guard held = new Guard(ResourceName.of("doc/intro"), again);
    yard.shard.ok(new WorkspaceCommand.Guarded(List.of(held), cancel));
  }

  @Test
  void nobodyReleasesWhatAnotherHolds() {
    Yard yard = new Yard("ann", "bob");
    FencingToken token = yard.granted("ann", exclusive("file"));
    assertThat(
            yard.shard.refused(new ResourceCommand.ReleaseLock(yard.caller("bob"), token)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(yard.holds("ann", exclusive("file"))).isTrue();
  }
}
