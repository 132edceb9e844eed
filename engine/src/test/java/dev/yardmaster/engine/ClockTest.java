package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S5 through the driver: the wall clock jumps, and what counts in state time does not move. */
final class ClockTest {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private SteppedShard shard = SteppedShard.empty();

  private static TaskSpec timed(String id, Timeouts timeouts) {
    return TaskSpec.named(id)
        .limits(new Limits(timeouts, Schedule.NONE, RetryPolicy.DEFAULT, false));
  }

  private TaskState.Name state(String task) {
    return shard.task(task).state().name();
  }

  private void run(String agent, String task) {
    FencingToken session = shard.join(agent, Attachment.STREAM);
    shard.accept(new Claim(AgentId.of(agent), session, 1));
    shard.accept(new StartTask(TaskId.of(task), shard.epoch(task)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-365, -1, 1, 365})
  void s5AJumpOfTheWallClockMovesNoSessionAndNoTimer(long days) {
    shard.accept(new SubmitTask(timed("closes", new Timeouts(0, 20_000, 0))));
    run("a", "closes");
    shard.accept(new SubmitTask(timed("starts", new Timeouts(25_000, 0, 0))));
    shard.pass(Duration.ofSeconds(10));
    shard.time.jumpWall(Duration.ofDays(days));
    shard.settle();
    shard.pass(Duration.ofMillis(9_999));
    assertThat(state("closes")).isEqualTo(TaskState.Name.RUNNING);
    shard.pass(Duration.ofMillis(1));
    assertThat(state("closes")).isEqualTo(TaskState.Name.CANCELLING);
    shard.pass(Duration.ofMillis(4_999));
    assertThat(state("starts")).isEqualTo(TaskState.Name.READY);
    shard.pass(Duration.ofMillis(1));
    assertThat(state("starts")).isEqualTo(TaskState.Name.FAILED);
    shard.pass(Duration.ofMillis(4_999));
    assertThat(shard.isAttached("a")).isTrue();
    shard.pass(Duration.ofMillis(1));
    assertThat(shard.isAttached("a")).isFalse();
  }

  @Test
  void s5StateTimeIsInTheRecordsAndNeverGoesBackAlsoOverARestartWithTheWallClockSetBack() {
    shard.pass(Duration.ofMinutes(10));
    shard.join("a", Attachment.STREAM);
    long before = shard.machine().now().stateMillis();
    shard.time.jumpWall(Duration.ofDays(-400));
    shard = shard.restarted();
    long after = shard.machine().now().stateMillis();
    assertThat(after).isEqualTo(before);
    shard.pass(Duration.ofSeconds(1));
    shard.join("b", Attachment.STREAM);
    assertThat(shard.machine().now().stateMillis()).isEqualTo(before + 1_000);
    long last = 0;
    for (Commit commit : shard.published) {
      assertThat(commit.record().now().stateMillis()).isGreaterThanOrEqualTo(last);
      last = commit.record().now().stateMillis();
    }
  }

  @Test
  void s5StateTimeStandsStillWhileNobodyLeads() {
    shard.join("a", Attachment.STREAM);
    long before = shard.machine().now().stateMillis();
    shard.time.advance(Duration.ofDays(3)); // the machine is off
    shard = shard.restarted();
    assertThat(shard.machine().now().stateMillis()).isEqualTo(before);
    shard.time.advance(Duration.ofSeconds(2));
    shard.log.lose();
    shard.turns();
    shard.time.advance(Duration.ofHours(1)); // another node, or none
    shard.log.gain();
    shard.settle();
    assertThat(shard.machine().now().stateMillis()).isEqualTo(before);
    assertThat(shard.isAttached("a")).isTrue();
  }

  @Test
  void notBeforeAndDeadlineAreTheOnesThatFollowTheWallClock() {
    long noon = shard.time.wallMillis() + DAY;
    Schedule tomorrow = new Schedule(noon, noon + DAY);
    shard.accept(
        new SubmitTask(
            TaskSpec.named("t")
                .limits(new Limits(Timeouts.NONE, tomorrow, RetryPolicy.DEFAULT, false))));
    shard.time.jumpWall(Duration.ofMillis(DAY - 1));
    shard.settle();
    assertThat(state("t")).isEqualTo(TaskState.Name.WAITING);
    shard.time.jumpWall(Duration.ofMillis(1));
    shard.settle();
    assertThat(state("t")).isEqualTo(TaskState.Name.READY);
    shard.time.jumpWall(Duration.ofMillis(DAY));
    shard.settle();
    assertThat(state("t")).isEqualTo(TaskState.Name.FAILED);
  }
}
