package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R20-R22: the life of single tasks, one transition at a time. */
final class TaskLifeTest {
  private final ShardHarness shard = new ShardHarness();

  @AfterEach
  void snapshotEqualsState() {
    shard.checkSnapshot();
  }

  private FencingToken worker() {
    return shard.joinAndClaim(AgentProfile.named("w"));
  }

  @Test
  void aTaskIsAssignedStartedAndCompleted() {
    worker();
    shard.submit("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.start("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.RUNNING);
    shard.complete("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.SUCCEEDED);
  }

  @Test
  void withoutDemandATaskStaysReady() {
    shard.join(AgentProfile.named("w"));
    shard.submit("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void submittingTheSameAgainAnswersTheSameAndOtherContentIsRefused() {
    shard.submit("t");
    shard.submit("t");
    assertThat(shard.events()).isEmpty();
    assertThat(shard.refused(new TaskCommand.SubmitTask(TaskSpec.named("t").priority(3))).code())
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
  }

  @Test
  void completingWithAStaleEpochIsRefusedAndRecorded() {
    FencingToken session = worker();
    shard.submit("t");
    shard.start("t");
    FencingToken old = shard.epoch("t");
    shard.ok(new AgentCommand.LeaveAgent(AgentId.of("w"), session, SessionEnd.LEFT));
    shard.joinAndClaim(AgentProfile.named("v"));
    shard.start("t");
    assertThat(
            shard.refused(new TaskCommand.CompleteTask(TaskId.of("t"), old, Payload.EMPTY)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(shard.events(TaskEvent.StaleCallRefused.class)).hasSize(1);
    shard.complete("t");
  }

  @Test
  void aFailedAttemptIsRepeatedAfterItsBackoffUntilAttemptsAreUsedUp() {
    FencingToken session = worker();
    shard.submit("t");
    for (int attempt = 1; attempt <= 3; attempt++) {
      shard.start("t");
      shard.fail("t");
      if (attempt < 3) {
        assertThat(shard.state("t")).isEqualTo(TaskState.Name.BACKOFF);
        shard.claim(AgentId.of("w"), session, 1);
        shard.pass(5_000);
        assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
      }
    }
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.FAILED);
    assertThat(shard.task("t").attempts()).isEqualTo(3);
    assertThat(shard.allEvents()).filteredOn(TaskEvent.AttemptFailed.class::isInstance).hasSize(2);
    assertThat(shard.allEvents()).filteredOn(TaskEvent.TaskFailed.class::isInstance).hasSize(1);
  }

  @Test
  void anAssignedTaskNotStartedInTimeGoesBack() {
    worker();
    shard.submit("t");
    shard.pass(TaskTimers.START_TIMEOUT_MILLIS);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void aSilentAgentLosesItsTaskWithoutUsingAnAttempt() {
    worker();
    shard.submit("t");
    shard.start("t");
    shard.pass(30_000);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.task("t").attempts()).isZero();
    assertThat(shard.task("t").losses()).isEqualTo(1);
  }

  @Test
  void theTwentyFirstLossFailsTheTask() {
    shard.submit("t");
    for (int i = 1; i <= 21; i++) {
      shard.joinAndClaim(AgentProfile.named("w" + i));
      shard.start("t");
      shard.pass(30_000);
    }
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.FAILED);
  }

  @Test
  void lossesByTheEndOfTheProcessDoNotCount() {
    shard.submit("t");
    for (int i = 1; i <= 30; i++) {
      FencingToken session = shard.joinAndClaim(AgentProfile.named("w"));
      shard.start("t");
      shard.ok(new AgentCommand.LeaveAgent(AgentId.of("w"), session, SessionEnd.PROCESS_ENDED));
    }
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.task("t").losses()).isZero();
  }

  @Test
  void cancellingARunningTaskMakesItsEpochStaleAndWaitsForConfirmation() {
    worker();
    shard.submit("t");
    shard.start("t");
    shard.ok(new TaskCommand.CancelTask(TaskId.of("t"), "no longer needed"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.CANCELLING);
    assertThat(
            shard
                .refused(
                    new TaskCommand.CompleteTask(TaskId.of("t"), shard.epoch("t"), Payload.EMPTY))
                .code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    shard.ok(new TaskCommand.ConfirmCancelled(TaskId.of("t"), shard.epoch("t")));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void anUnconfirmedCancellationEndsAfterItsGrace() {
    FencingToken session = worker();
    shard.submit("t");
    shard.start("t");
    shard.ok(new TaskCommand.CancelTask(TaskId.of("t"), "no longer needed"));
    shard.pass(20_000);
    shard.ok(new AgentCommand.Heartbeat(AgentId.of("w"), session));
    shard.pass(10_000);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void startToCloseEndsTheAttemptAndAnotherFollows() {
    worker();
    shard.submit(
        TaskSpec.named("t")
            .limits(
                new Limits(new Timeouts(0, 5_000, 0), Schedule.NONE, RetryPolicy.DEFAULT, false)));
    shard.start("t");
    shard.pass(5_000);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.CANCELLING);
    shard.ok(new TaskCommand.ConfirmCancelled(TaskId.of("t"), shard.epoch("t")));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.BACKOFF);
  }

  @Test
  void aMissingHeartbeatEndsTheAttempt() {
    FencingToken session = worker();
    shard.submit(
        TaskSpec.named("t")
            .limits(
                new Limits(new Timeouts(0, 0, 1_000), Schedule.NONE, RetryPolicy.DEFAULT, false)));
    shard.start("t");
    shard.pass(900);
    shard.ok(new TaskCommand.TaskHeartbeat(TaskId.of("t"), shard.epoch("t")));
    shard.pass(900);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.RUNNING);
    shard.pass(100);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.CANCELLING);
    assertThat(session).isNotNull();
  }

  @Test
  void notBeforeHoldsATaskBackAndDeadlineFailsIt() {
    worker();
    long wall = shard.now().wallMillis();
    shard.submit(
        TaskSpec.named("t")
            .limits(
                new Limits(
                    Timeouts.NONE,
                    new Schedule(wall + 1_000, wall + 500_000),
                    RetryPolicy.DEFAULT,
                    false)));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.WAITING);
    shard.pass(1_000);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.pass(500_000);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.FAILED);
  }

  @Test
  void approvalHoldsATaskBackUntilAPersonSaysYes() {
    Limits approval = new Limits(Timeouts.NONE, Schedule.NONE, RetryPolicy.DEFAULT, true);
    shard.submit(TaskSpec.named("yes").limits(approval));
    shard.submit(TaskSpec.named("no").limits(approval));
    shard.ok(new TaskCommand.ApproveTask(TaskId.of("yes"), "ada"));
    shard.ok(new TaskCommand.RejectTask(TaskId.of("no"), "ada", "too dear"));
    assertThat(shard.state("yes")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("no")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void anUnsuccessfulDependencySkipsItsDependentsAndNamesTheRoot() {
    worker();
    shard.submit(TaskSpec.named("a").limits(noRetries()));
    shard.submit(TaskSpec.named("b").dependsOn(Dependency.onSuccess("a")));
    shard.submit(TaskSpec.named("c").dependsOn(Dependency.onSuccess("b")));
    shard.submit(TaskSpec.named("d").dependsOn(Dependency.onCompletion("a")));
    shard.start("a");
    shard.fail("a");
    assertThat(shard.task("c").state())
        .isInstanceOfSatisfying(
            TaskState.Skipped.class, s -> assertThat(s.rootCause()).isEqualTo(TaskId.of("a")));
    assertThat(shard.state("d")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void retryingAFailedTaskRevivesItsSkippedDependents() {
    FencingToken session = worker();
    shard.submit(TaskSpec.named("a").limits(noRetries()));
    shard.submit(TaskSpec.named("b").dependsOn(Dependency.onSuccess("a")));
    shard.submit(TaskSpec.named("c").dependsOn(Dependency.onSuccess("b")));
    shard.start("a");
    shard.fail("a");
    shard.claim(AgentId.of("w"), session, 1);
    shard.ok(new TaskCommand.RetryTask(TaskId.of("a"), "ada"));
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.WAITING);
    assertThat(shard.state("c")).isEqualTo(TaskState.Name.WAITING);
    shard.run("a");
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void aDependencyThatEndedLongAgoIsHonoured() {
    worker();
    shard.submit("a");
    shard.run("a");
    shard.submit(TaskSpec.named("b").dependsOn(Dependency.onSuccess("a")));
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
    assertThat(
            shard
                .refused(
                    new TaskCommand.SubmitTask(
                        TaskSpec.named("x").dependsOn(Dependency.onSuccess("nobody"))))
                .code())
        .isEqualTo(RefusalCode.NOT_FOUND);
  }

  private static Limits noRetries() {
    return new Limits(
        Timeouts.NONE,
        Schedule.NONE,
        new RetryPolicy(0, RetryPolicy.Backoff.DEFAULT, Collections.emptySortedSet()),
        false);
  }

  @Test
  void anAssignedTaskWhoseDependencyBeganAnewIsNotStartedBeforeTheCascadeTellsIt_S14() {
    ShardHarness tight = new ShardHarness(true, 5);
    tight.submit("first");
    tight.ok(new TaskCommand.CancelTask(TaskId.of("first"), "enough"));
    tight.submit(TaskSpec.named("second").dependsOn(Dependency.onCompletion("first")));
    tight.joinAndClaim(AgentProfile.named("w"));
    assertThat(tight.state("second")).isEqualTo(TaskState.Name.ASSIGNED);
    tight.goesOnWhile(() -> false);
    tight.ok(new TaskCommand.RetryTask(TaskId.of("first"), "ada"));
    assertThat(tight.state("second")).as("not told yet").isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(
            tight
                .refused(new TaskCommand.StartTask(TaskId.of("second"), tight.epoch("second")))
                .code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
  }
}
