package dev.yardmaster.core.conflict;

import static dev.yardmaster.core.conflict.ConflictWorld.FILE;
import static dev.yardmaster.core.conflict.ConflictWorld.about;
import static dev.yardmaster.core.conflict.ConflictWorld.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a resolution does to locks and tasks (R71). */
final class ConflictEffectTest {
  private static final LockRequest LOCK = LockRequest.exclusive("file");

  private final ConflictWorld world = new ConflictWorld("ann", "bob", "cid");

  @Test
  void theWinnersWaitHeadsTheQueueWhateverPrioritiesAndTimesSay_R71() {
    FencingToken held = world.yard.granted("cid", LOCK);
    world.yard.acquire("ann", 100, LOCK);
    world.yard.acquire("bob", 0, LOCK);
    world.shard.ok(world.report(FILE, "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(world.yard.holds("cid", LOCK)).isTrue();
    world.shard.checkSnapshot();
    world.shard.failOver();
    world.yard.release("cid", held);
    assertThat(world.yard.holds("bob", LOCK)).isTrue();
    world.yard.releaseAll("bob");
    assertThat(world.yard.holds("ann", LOCK)).isTrue();
  }

  @Test
  void theEarlierOfTwoResolutionsGoesFirst_R71() {
    FencingToken held = world.yard.granted("cid", LOCK);
    world.yard.acquire("ann", LOCK);
    world.yard.acquire("bob", LOCK);
    world.shard.ok(world.report(FILE, "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    world.shard.ok(world.report(ConflictId.of("d"), FILE, "timestamp", 0, "cid", "ann", "bob"));
    world.yard.release("cid", held);
    assertThat(world.yard.holds("bob", LOCK)).isTrue();
  }

  @Test
  void aHeldLockIsNeverTakenUnlessAPersonSaysSo_R71() {
    FencingToken held = world.yard.granted("ann", LOCK);
    world.yard.waits("bob", LOCK);
    world.shard.ok(world.report(FILE, "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(world.yard.holds("ann", LOCK)).isTrue();
    assertThat(world.shard.workspace().resources().grant(held)).isNotNull();

    ConflictWorld other = new ConflictWorld("ann", "bob", "cid");
    other.yard.granted("ann", LOCK);
    other.yard.waits("bob", LOCK);
    other.shard.ok(other.report(FILE, "manual", "cid", "ann", "bob"));
    other.shard.ok(names("bob", true));
    assertThat(other.yard.holds("bob", LOCK)).isTrue();
    assertThat(other.shard.events(ResourceEvent.LockReleased.class))
        .extracting(ResourceEvent.LockReleased::by)
        .containsExactly("ada, conflict c");
  }

  @Test
  void forceIsRefusedWhereTheLockIsTheSetOfATask_R71() {
    world.shard.submit(
        TaskSpec.named("build")
            .requirements(
                new Requirements(
                    Collections.emptySortedSet(),
                    Collections.emptySortedMap(),
                    List.of(LOCK),
                    null)));
    world.shard.claim(AgentId.of("ann"), session("ann"), 1);
    world.shard.start("build");
    world.shard.ok(world.report(FILE, "manual", "cid", "ann", "bob"));
    assertThat(world.shard.refused(names("bob", true)).text()).contains("cancel the task");
    assertThat(world.yard.grants()).hasSize(1);
    assertThat(world.result()).isEqualTo("-");
  }

  @Test
  void aWinnerThatHoldsItKeepsIt_R71() {
    world.yard.granted("ann", LOCK);
    world.yard.waits("bob", LOCK);
    world.shard.ok(world.report(FILE, "timestamp", "cid", "ann", "bob"));
    assertThat(world.result()).isEqualTo("ann by timestamp");
    assertThat(world.shard.events(WaitEvent.WaitAdvanced.class)).isEmpty();
    assertThat(world.yard.holds("ann", LOCK)).isTrue();
  }

  @Test
  void aCycleThatTheNewOrderClosesIsBrokenInTheSameCommand_R71() {
    FencingToken held = world.yard.granted("cid", LOCK);
    LockRequest other = LockRequest.exclusive("other");
    world.yard.granted("ann", other);
    world.yard.waits("ann", LOCK);
    world.yard.waits("bob", LOCK, other);
    world.shard.ok(world.report(FILE, "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(world.shard.events(WaitEvent.DeadlockDetected.class)).hasSize(1);
    world.yard.release("cid", held);
    assertThat(world.yard.openWaits()).hasSizeLessThan(2);
  }

  private void takenOn(String agent, String task) {
    world.yard.begin(agent + ":" + task);
  }

  @Test
  void anAssignmentLeavesOneOwnerTheWinnerAndUsesNoAttempt_R71() {
    takenOn("ann", "build");
    world.shard.ok(
        world.report(about("build", Subject.Aspect.ASSIGNMENT), "manual", "cid", "ann", "bob"));
    FencingToken epoch = world.shard.epoch("build");
    world.shard.ok(names("bob"));
    assertThat(world.shard.events(TaskEvent.AttemptLost.class))
        .extracting(TaskEvent.AttemptLost::cause)
        .containsExactly(SessionEnd.OVERRULED);
    Task task = world.shard.task("build");
    assertThat(task.attempts()).isZero();
    assertThat(task.losses()).isZero();
    assertThat(task.pin()).isEqualTo(AgentId.of("bob"));
    assertThat(
            world
                .shard
                .refused(new TaskCommand.CompleteTask(TaskId.of("build"), epoch, Payload.EMPTY))
                .code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    world.shard.checkSnapshot();
    world.shard.claim(AgentId.of("ann"), world.yard.caller("ann").session(), 1);
    assertThat(world.shard.state("build")).isEqualTo(TaskState.Name.READY);
    world.shard.claim(AgentId.of("bob"), world.yard.caller("bob").session(), 1);
    assertThat(world.shard.holder("build")).isEqualTo("bob");
  }

  @Test
  void anOwnerThatWinsGoesOnAndIsNotStolenFrom_R71() {
    takenOn("ann", "build");
    world.shard.ok(
        world.report(about("build", Subject.Aspect.ASSIGNMENT), "timestamp", "cid", "ann", "bob"));
    assertThat(world.result()).isEqualTo("ann by timestamp");
    assertThat(world.shard.holder("build")).isEqualTo("ann");
    assertThat(world.shard.task("build").pin()).isEqualTo(AgentId.of("ann"));
  }

  @Test
  void whoIsNoPartyKeepsATaskItCameTo_R71() {
    takenOn("cid", "build");
    world.shard.ok(
        world.report(about("build", Subject.Aspect.ASSIGNMENT), "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(world.shard.holder("build")).isEqualTo("cid");
    assertThat(world.shard.task("build").pin()).isNull();
  }

  @Test
  void whoCannotDoATaskDoesNotWinIt_R71() {
    world.yard.join(AgentProfile.named("dan").priority(9).capabilities("java"));
    world.shard.submit(
        TaskSpec.named("java")
            .requirements(
                new Requirements(
                    new TreeSet<>(Set.of("java")), Collections.emptySortedMap(), List.of(), null)));
    world.shard.ok(
        world.report(about("java", Subject.Aspect.ASSIGNMENT), "manual", "cid", "ann", "dan"));
    assertThat(world.shard.refused(names("ann")).text()).contains("ann cannot do task java");
    world.shard.ok(ConflictWorld.asks("priority"));
    assertThat(world.result()).isEqualTo("dan by priority");
  }

  private void succeeded(String agent, String task, String output) {
    takenOn(agent, task);
    world.shard.ok(
        new TaskCommand.CompleteTask(
            TaskId.of(task), world.shard.epoch(task), Payload.text(output)));
  }

  private String output(String task) {
    return world.shard.task(task).state() instanceof TaskState.Succeeded end
        ? end.agent() + ": " + end.result().asText()
        : "-";
  }

  @Test
  void theWinnersOutputIsTheResultFromNowOn_R71() {
    succeeded("ann", "build", "hers");
    world.shard.ok(
        world.report(
            about("build", Subject.Aspect.OUTPUT), "manual", "cid", "ann", "bob=his", "cid"));
    world.shard.ok(names("bob"));
    assertThat(output("build")).isEqualTo("bob: his");
    world.shard.checkSnapshot();
  }

  @Test
  void aWinnerWithoutAnOutputOfItsOwnChangesNothing_R71() {
    succeeded("ann", "build", "hers");
    world.shard.ok(
        world.report(about("build", Subject.Aspect.OUTPUT), "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(output("build")).isEqualTo("ann: hers");
  }

  @Test
  void aConflictAboutADependencyIsRecordedAndChangesNoTask_R71() {
    world.shard.submit("build");
    world.shard.ok(
        world.report(about("build", Subject.Aspect.DEPENDENCY), "manual", "cid", "ann", "bob"));
    world.shard.ok(names("bob"));
    assertThat(world.shard.events()).hasSize(1);
  }

  /** Ann's attempt is lost with her session, and bob completes the task. */
  private FencingToken completedByBobAfterAnnWasLost() {
    takenOn("ann", "build");
    FencingToken epoch = world.shard.epoch("build");
    world.yard.join(AgentProfile.named("ann"));
    world.shard.claim(AgentId.of("bob"), world.yard.caller("bob").session(), 1);
    world.shard.start("build");
    world.shard.ok(
        new TaskCommand.CompleteTask(
            TaskId.of("build"), world.shard.epoch("build"), Payload.text("his")));
    return epoch;
  }

  private Reply complete(FencingToken epoch, String output) {
    return world.shard.send(
        new TaskCommand.CompleteTask(TaskId.of("build"), epoch, Payload.text(output)));
  }

  @Test
  void twoCompletionsByDifferentAgentsAreAConflictOnce_R71() {
    FencingToken epoch = completedByBobAfterAnnWasLost();
    world.shard.failOver();
    Reply late = complete(epoch, "hers");
    assertThat(late).isInstanceOf(Reply.AnsweredNo.class);
    Refusal refusal = ((Reply.AnsweredNo) late).refusal();
    assertThat(refusal.code()).isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(refusal.text()).contains("conflict output:" + epoch);
    assertThat(output("build")).isEqualTo("bob: his");
    assertThat(complete(epoch, "hers")).isInstanceOf(Reply.Refused.class);
    var id = ConflictId.of("output:" + epoch);
    world.shard.checkSnapshot();
    world.shard.ok(
        new ConflictCommand.ResolveConflict(
            id, new ConflictCommand.Winner(AgentId.of("ann"), false, "it is right"), "ada"));
    assertThat(output("build")).isEqualTo("ann: hers");
  }

  @Test
  void aLateCompletionWithTheSameOutputIsNoConflict_R71() {
    FencingToken epoch = completedByBobAfterAnnWasLost();
    assertThat(complete(epoch, "his")).isInstanceOf(Reply.Refused.class);
    assertThat(world.shard.workspace().conflicts().open()).isEmpty();
  }

  @Test
  void whoLeavesATaskAssignedLosesItToTheWinnerWithoutACount_R71() {
    world.shard.submit("build");
    world.shard.claim(AgentId.of("ann"), world.yard.caller("ann").session(), 1);
    assertThat(world.shard.state("build")).isEqualTo(TaskState.Name.ASSIGNED);
    world.shard.ok(
        world.report(about("build", Subject.Aspect.ASSIGNMENT), "manual", "cid", "ann", "bob"));
    world.shard.ok(new AgentCommand.Claim(AgentId.of("bob"), session("bob"), 1));
    world.shard.ok(names("bob"));
    assertThat(world.shard.holder("build")).isEqualTo("bob");
  }

  private FencingToken session(String agent) {
    return world.yard.caller(agent).session();
  }
}
