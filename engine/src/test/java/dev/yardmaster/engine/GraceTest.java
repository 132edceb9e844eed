package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.Heartbeat;
import dev.yardmaster.core.agent.AgentEvent.AgentSessionEnded;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.TaskCommand.CompleteTask;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S10 and R13 through the driver: what a restart does to sessions. */
final class GraceTest {
  private static final Duration LAST_MILLI = Duration.ofMillis(1);

  private SteppedShard shard = SteppedShard.empty();

  private static Duration ttl(Attachment attachment) {
    return Duration.ofMillis(attachment.ttlMillis());
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "REQUESTS"})
  void s10ARestartGivesEveryRemoteSessionOneFullPeriod(Attachment attachment) {
    shard.join("a", attachment);
    shard.pass(ttl(attachment).minus(LAST_MILLI)); // nearly over
    shard = shard.restarted();
    shard.pass(ttl(attachment).minus(LAST_MILLI));
    assertThat(shard.isAttached("a")).isTrue();
    shard.pass(LAST_MILLI);
    assertThat(shard.isAttached("a")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "REQUESTS"})
  void s10LosingAndGainingLeadershipGivesEveryRemoteSessionOneFullPeriod(Attachment attachment) {
    shard.join("a", attachment);
    shard.pass(ttl(attachment).minus(LAST_MILLI));
    shard.log.lose();
    shard.turns();
    shard.log.gain();
    shard.settle();
    shard.pass(ttl(attachment).minus(LAST_MILLI));
    assertThat(shard.isAttached("a")).isTrue();
    shard.pass(LAST_MILLI);
    assertThat(shard.isAttached("a")).isFalse();
  }

  @Test
  void s10TheGraceIsOnePeriodAndNoMoreHoweverManySignsOfLifeTheFormerLeaderSaw() {
    FencingToken session = shard.join("a", Attachment.STREAM);
    for (int i = 0; i < 10; i++) {
      shard.pass(Duration.ofSeconds(20));
      shard.accept(new Heartbeat(AgentId.of("a"), session));
    }
    shard = shard.restarted();
    shard.pass(ttl(Attachment.STREAM));
    assertThat(shard.isAttached("a")).isFalse();
  }

  @Test
  void s10AnAgentThatComesBackWithinTheGraceGoesOnWithItsTask() {
    FencingToken session = shard.join("a", Attachment.STREAM);
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    FencingToken epoch = shard.epoch("t");
    shard.accept(new StartTask(TaskId.of("t"), epoch));
    shard.pass(Duration.ofSeconds(29));
    shard = shard.restarted();
    shard.pass(Duration.ofSeconds(29));
    shard.accept(new Heartbeat(AgentId.of("a"), session));
    shard.pass(Duration.ofSeconds(29));
    assertThat(shard.epoch("t")).isEqualTo(epoch);
    shard.accept(new CompleteTask(TaskId.of("t"), epoch, Payload.text("done")));
  }

  @Test
  void s10NothingIsGrantedToASessionThatEnded() {
    FencingToken session = shard.join("a", Attachment.STREAM);
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    shard.pass(ttl(Attachment.STREAM));
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    assertThat(shard.task("t").state()).isInstanceOf(TaskState.Ready.class);
    assertThat(shard.ask(new Claim(AgentId.of("a"), session, 1))).isInstanceOf(Reply.Refused.class);
    assertThat(shard.task("t").state()).isInstanceOf(TaskState.Ready.class);
  }

  @Test
  void s10ASessionWhoseTimeIsOverIsGrantedNothingEvenBeforeTheTickThatEndsIt() {
    FencingToken session = shard.join("a", Attachment.STREAM);
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    shard.time.advance(ttl(Attachment.STREAM));
    Pending.OfCommand submitted = shard.send(new SubmitTask(TaskSpec.named("t")));
    shard.settle();
    assertThat(submitted.join()).isInstanceOf(Reply.Done.class);
    assertThat(shard.task("t").state()).isInstanceOf(TaskState.Ready.class);
  }

  @Test
  void r13SessionsInTheFormerProcessEndAtOnceAndTheirLossesDoNotCount() {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    shard.join("remote", Attachment.STREAM);
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    shard.accept(new StartTask(TaskId.of("t"), shard.epoch("t")));
    shard = shard.restarted();
    assertThat(shard.isAttached("a")).isFalse();
    assertThat(shard.isAttached("remote")).isTrue();
    assertThat(shard.events())
        .contains(new AgentSessionEnded(AgentId.of("a"), session, SessionEnd.PROCESS_ENDED));
    assertThat(shard.task("t").state()).isInstanceOf(TaskState.Ready.class);
    assertThat(shard.task("t").attempts()).isZero();
  }
}
