package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R23, R24: plans that are over leave memory, and what remains of them is honoured. */
final class RetirementTest {
  private static final PlanId OLD = PlanId.of("old");
  private static final long DAY = 24 * 3_600_000L;

  /** Keeps two tasks of finished plans, besides the plan that finished last. */
  private final ShardHarness shard = new ShardHarness(true, new Retention(2, 100, 2, 30 * DAY));

  private static TaskSpec task(String id, String... after) {
    Dependency[] dependencies = new Dependency[after.length];
    for (int i = 0; i < after.length; i++) {
      dependencies[i] = Dependency.onSuccess(after[i]);
    }
    return TaskSpec.named(id).dependsOn(dependencies);
  }

  private static void work(ShardHarness shard, int tasks) {
    AgentId agent = AgentId.of("w");
    FencingToken session = shard.join(AgentProfile.named("w").maxConcurrentTasks(1).prefetch(0));
    for (int i = 0; i < tasks; i++) {
      shard.claim(agent, session, 1);
      for (Task held : List.copyOf(shard.workspace().tasks().heldBy(session))) {
        shard.run(held.id().value());
      }
    }
  }

  private boolean inMemory(String task) {
    return shard.workspace().tasks().find(TaskId.of(task)) != null;
  }

  private boolean inMemory(PlanId plan) {
    return shard.workspace().tasks().find(plan) != null;
  }

  /** The plan of the tests, done and gone: a, then b. */
  private void retireOld() {
    shard.upload("old", false, task("a"), task("b", "a"));
    work(shard, 2);
    shard.ok(new TaskCommand.ClosePlan(OLD, "ada"));
    assertThat(inMemory(OLD)).isFalse();
  }

  private RefusalCode codeOfAdding(PlanId plan, boolean redoChanged, TaskSpec... tasks) {
    shard.ok(new TaskCommand.OpenPlan(plan, redoChanged));
    return shard.refused(new TaskCommand.AddPlanTasks(plan, List.of(tasks))).code();
  }

  @Test
  void theOldestFinishedPlanGoesWhenEnoughTasksOfLaterOnesAreKept() {
    shard.upload("old", false, task("a"), task("b", "a"));
    work(shard, 2);
    shard.upload("next", false, task("c"));
    work(shard, 1);
    assertThat(inMemory(OLD)).isTrue();
    shard.upload("last", false, task("d"));
    work(shard, 1);
    assertThat(inMemory(OLD)).isFalse();
    assertThat(inMemory("a")).isFalse();
    assertThat(inMemory("b")).isFalse();
    assertThat(inMemory("c")).isTrue();
    assertThat(shard.events(PlanEvent.PlanClosed.class))
        .containsExactly(new PlanEvent.PlanClosed(OLD, "finished"));
    shard.checkSnapshot();
  }

  @Test
  void thePlanThatFinishedLastStaysWhateverItsSize() {
    shard.upload("old", false, task("a"), task("b"), task("c"), task("d"), task("e"));
    work(shard, 5);
    assertThat(inMemory(OLD)).isTrue();
  }

  @Test
  void aPlanWithAFailedTaskStaysUntilItIsClosed() {
    shard.upload("old", false, task("a"), task("b", "a"));
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.upload("next", false, task("c"), task("d"));
    work(shard, 2);
    shard.upload("last", false, task("e"));
    work(shard, 1);
    assertThat(inMemory("b")).isTrue();
    shard.ok(new TaskCommand.ClosePlan(OLD, "ada"));
    assertThat(inMemory("b")).isFalse();
    assertThat(inMemory(OLD)).isFalse();
    shard.checkSnapshot();
  }

  @Test
  void aPlanThatHasBeenOverForThirtyDaysLeavesMemoryHoweverItEnded() {
    shard.upload("old", false, task("a"), task("b", "a"), task("c"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.pass(29 * DAY);
    shard.ok(new TaskCommand.CancelTask(TaskId.of("c"), "stop"));
    shard.pass(30 * DAY - 1);
    assertThat(inMemory(OLD)).isTrue();
    shard.pass(1);
    assertThat(inMemory(OLD)).isFalse();
    shard.checkSnapshot();
  }

  @Test
  void thirtyDaysAreCountedAcrossAChangeOfLeader() {
    shard.upload("old", false, task("a"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.pass(29 * DAY);
    shard.failOver();
    shard.pass(DAY);
    assertThat(inMemory(OLD)).isFalse();
  }

  @Test
  void aDeadLetterOutsidePlansLeavesMemoryAfterThirtyDaysAndItsIdStaysTaken() {
    shard.submit("a");
    shard.submit("retried");
    shard.ok(new TaskCommand.CancelTask(TaskId.of("retried"), "stop"));
    shard.pass(DAY);
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.ok(new TaskCommand.RetryTask(TaskId.of("retried"), "ada"));
    shard.pass(29 * DAY);
    shard.failOver();
    shard.pass(DAY - 1);
    assertThat(inMemory("a")).isTrue();
    shard.pass(1);
    assertThat(inMemory("a")).isFalse();
    assertThat(shard.state("retried")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.refused(new TaskCommand.SubmitTask(task("a").priority(1))).code())
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
    shard.checkSnapshot();
  }

  @Test
  void aDeadLetterThatEndedAgainIsKeptForThirtyDaysMore() {
    shard.submit("a");
    shard.submit("b");
    shard.ok(new TaskCommand.CancelTask(TaskId.of("b"), "stop"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.pass(20 * DAY);
    shard.ok(new TaskCommand.RetryTask(TaskId.of("a"), "ada"));
    shard.pass(DAY);
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.pass(29 * DAY);
    assertThat(inMemory("b")).isFalse();
    assertThat(inMemory("a")).isTrue();
    shard.pass(DAY);
    assertThat(inMemory("a")).isFalse();
  }

  @Test
  void aRetriedPlanIsNotOver() {
    shard.upload("old", false, task("a"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    shard.ok(new TaskCommand.RetryTask(TaskId.of("a"), "ada"));
    assertThat(shard.refused(new TaskCommand.ClosePlan(OLD, "ada")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    shard.pass(31 * DAY);
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void closingIsRefusedWhileAnUploadIsOpenAndForAPlanThatIsNotThere() {
    shard.ok(new TaskCommand.OpenPlan(OLD, false));
    assertThat(shard.refused(new TaskCommand.ClosePlan(OLD, "ada")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(shard.refused(new TaskCommand.ClosePlan(PlanId.of("none"), "ada")).code())
        .isEqualTo(RefusalCode.NOT_FOUND);
  }

  @Test
  void aRetiredPlanThatIsRunAgainIsDoneWithoutRunningAnything() {
    retireOld();
    shard.upload("old", false, task("a"), task("b", "a"), task("new", "b"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.SUCCEEDED);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.SUCCEEDED);
    assertThat(shard.state("new")).isEqualTo(TaskState.Name.READY);
    shard.checkSnapshot();
  }

  @Test
  void whatChangedInARetiredPlanIsRefusedUnlessAskedFor() {
    retireOld();
    assertThat(codeOfAdding(OLD, false, task("a").priority(1)))
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    shard.upload("old", true, task("a").priority(1), task("b", "a"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.SUCCEEDED);
  }

  @Test
  void whatFailedInAClosedPlanRunsWhenThePlanIsRunAgain() {
    shard.upload("old", false, task("a"), task("b", "a"), task("c", "b"));
    work(shard, 1);
    shard.ok(new TaskCommand.CancelTask(TaskId.of("b"), "stop"));
    shard.ok(new TaskCommand.ClosePlan(OLD, "ada"));
    shard.upload("old", false, task("a"), task("b", "a"), task("c", "b"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.SUCCEEDED);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("c")).isEqualTo(TaskState.Name.WAITING);
  }

  @Test
  void retiredIdsAreRefusedToOtherPlansAndHonouredAsDependencies() {
    retireOld();
    assertThat(codeOfAdding(PlanId.of("other"), true, task("a")))
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
    shard.submit(task("alone", "b"));
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void aTaskOutsideWaitsAgainForADependencyThatItsPlanRunsAgain() {
    retireOld();
    shard.submit(task("alone", "b"));
    shard.upload("old", true, task("a"), task("b", "a").priority(1));
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.WAITING);
    shard.checkSnapshot();
    work(shard, 1);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.SUCCEEDED);
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.READY);
    shard.checkSnapshot();
  }

  @Test
  void aTaskOutsideThatWasSkippedRevivesWhenItsRetiredDependencyRunsAgain() {
    shard.upload("old", false, task("a"));
    shard.submit(task("alone", "a"));
    shard.ok(new TaskCommand.CancelTask(TaskId.of("a"), "stop"));
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.SKIPPED);
    shard.ok(new TaskCommand.ClosePlan(OLD, "ada"));
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.SKIPPED);
    shard.upload("old", false, task("a"));
    assertThat(shard.state("alone")).isEqualTo(TaskState.Name.WAITING);
  }

  @Test
  void whatAnEarlierRevisionLeftBehindGoesWithThePlan() {
    shard.upload("old", false, task("a"), task("dropped", "a"));
    shard.upload("old", false, task("a"));
    work(shard, 1);
    assertThat(shard.state("dropped")).isEqualTo(TaskState.Name.CANCELLED);
    shard.failOver();
    shard.ok(new TaskCommand.ClosePlan(OLD, "ada"));
    assertThat(inMemory("dropped")).isFalse();
    assertThat(shard.workspace().tasks().size()).isZero();
  }

  @Test
  @Tag("large")
  void aLargePlanGoesStepByStepWithOtherCommandsInBetween() {
    ShardHarness large = new ShardHarness(false);
    int chunks = 6;
    large.ok(new TaskCommand.OpenPlan(OLD, false));
    for (int chunk = 0; chunk < chunks; chunk++) {
      List<TaskSpec> tasks = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        tasks.add(task("t" + (chunk * 1_000 + i)));
      }
      large.ok(new TaskCommand.AddPlanTasks(OLD, tasks));
    }
    large.ok(new TaskCommand.SealPlan(OLD));
    large.ok(new TaskCommand.CancelPlan(OLD, "enough"));
    List<Integer> steps = new ArrayList<>();
    large.watch(events -> {
      assertThat(events).hasSizeLessThan(Turn.MAX_EVENTS);
      steps.add((int) events.stream().filter(TaskEvent.TaskRetired.class::isInstance).count());
    });
    large.begin(new TaskCommand.ClosePlan(OLD, "ada"));
    large.checkSnapshot();
    assertThat(large.refused(new TaskCommand.RetryTask(TaskId.of("t5999"), "ada")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(steps).allMatch(retired -> retired <= 1_000).hasSizeGreaterThan(chunks);
    assertThat(large.workspace().tasks().size()).isZero();
    assertThat(large.workspace().tasks().plans()).isEmpty();
    large.checkSnapshot();
  }

  @Test
  void aClosedPlanIsCarriedOffByTheNextLeader() {
    ShardHarness large = new ShardHarness(false);
    large.ok(new TaskCommand.OpenPlan(OLD, false));
    for (int chunk = 0; chunk < 3; chunk++) {
      List<TaskSpec> tasks = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        tasks.add(task("t" + (chunk * 1_000 + i)));
      }
      large.ok(new TaskCommand.AddPlanTasks(OLD, tasks));
    }
    large.ok(new TaskCommand.SealPlan(OLD));
    large.ok(new TaskCommand.CancelPlan(OLD, "enough"));
    large.begin(new TaskCommand.ClosePlan(OLD, "ada"));
    assertThat(large.workspace().tasks().size()).isPositive();
    large.failOver();
    large.ok(new ShardCommand.Continue());
    assertThat(large.workspace().tasks().size()).isZero();
    assertThat(large.live().verify()).isEmpty();
  }
}
