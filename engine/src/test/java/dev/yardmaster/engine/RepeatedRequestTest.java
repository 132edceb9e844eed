package dev.yardmaster.engine;

import static dev.yardmaster.engine.SteppedShard.refusal;
import static dev.yardmaster.engine.SteppedShard.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ClientSessions;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.NamedAnswers;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.task.TaskCommand.CancelTask;
import dev.yardmaster.core.task.TaskCommand.SetTaskPriority;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.Query;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** S2 and R2 through the driver: a request sent again, wherever the process was stopped. */
final class RepeatedRequestTest {
  private SteppedShard shard = SteppedShard.empty();
  private final long session =
      ((Reply.ClientSessionOpened) shard.ask(new ShardCommand.OpenClientSession())).session();

  /** Joining gives a new session and a new secret each time it is decided. */
  private Request join(long sequence) {
    return request(
        new RequestKey(session, sequence, 1),
        new JoinAgent(AgentProfile.named("a"), Attachment.REQUESTS));
  }

  @Test
  void s2ARequestRepeatedAfterARestartGetsItsFirstAnswerAndHasNoSecondEffect() {
    Reply first = shard.ask(join(1));
    shard = shard.restarted();
    long position = shard.machine().position().value();
    assertThat(shard.ask(join(1))).isEqualTo(first);
    assertThat(shard.machine().position().value()).isEqualTo(position);
    assertThat(shard.ask(join(2))).isNotEqualTo(first);
  }

  @Test
  void s2AnswersAreRememberedThroughASnapshot() throws Exception {
    Reply inSnapshot = shard.ask(join(1));
    shard.snapshot();
    Reply inTail = shard.ask(join(2));
    shard = shard.restarted();
    assertThat(shard.ask(join(1))).isEqualTo(inSnapshot);
    assertThat(shard.ask(join(2))).isEqualTo(inTail);
    assertThat(inTail).isNotEqualTo(inSnapshot);
  }

  @Test
  void s2ARequestThatWasCommittedAndNeverAnsweredIsNotDoneAgain() {
    Pending.OfCommand unanswered = shard.send(join(1));
    shard.turns();
    shard.log.commit(); // the process ends before it hears of it
    shard = shard.restarted();
    assertThat(unanswered).isNotDone();
    Reply.Joined again = (Reply.Joined) shard.ask(join(1));
    assertThat(shard.query(new Query.OfAgents(10)))
        .singleElement()
        .satisfies(agent -> assertThat(agent.session()).isEqualTo(again.session()));
    assertThat(again.session().value()).as("decided by the first process").isLessThan(2L << 40);
  }

  @Test
  void s2ARequestAnsweredUnknownIsLearntOfByRepeatingIt() {
    Pending.OfCommand unknown = shard.send(join(1));
    shard.turns();
    byte[] late = shard.log.lose().getFirst();
    shard.turns();
    assertThat(refusal(unknown.join()).code()).isEqualTo(RefusalCode.UNKNOWN);
    shard.log.deliver(late); // it had been committed after all
    shard.log.gain();
    shard.settle();
    long position = shard.machine().position().value();
    assertThat(shard.ask(join(1))).isInstanceOf(Reply.Joined.class);
    assertThat(shard.machine().position().value()).isEqualTo(position);
  }

  @Test
  void s2AnAnswerTheClientHasSeenIsForgottenAndItsRequestExpiredAlsoAfterARestart() {
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    Reply done =
        shard.ask(request(new RequestKey(session, 1, 1), new SetTaskPriority(TaskId.of("t"), 60)));
    assertThat(done).isInstanceOf(Reply.Done.class);
    shard.ask(request(new RequestKey(session, 2, 2), new SetTaskPriority(TaskId.of("t"), 70)));
    shard = shard.restarted();
    Reply late =
        shard.ask(request(new RequestKey(session, 1, 1), new SetTaskPriority(TaskId.of("t"), 60)));
    assertThat(refusal(late).code()).isEqualTo(RefusalCode.REQUEST_EXPIRED);
    assertThat(shard.task("t").priority()).isEqualTo(70);
  }

  @Test
  void s2AfterAnHourOfSilenceTheSessionIsOverAndItsRequestsAreExpired() {
    shard.ask(join(1));
    shard.pass(Duration.ofMillis(ClientSessions.TTL_MILLIS - 1_000));
    shard = shard.restarted();
    assertThat(shard.ask(join(1))).isInstanceOf(Reply.Joined.class);
    shard.pass(Duration.ofMillis(1_001)); // repeating is no use of the session: nothing was logged
    assertThat(refusal(shard.ask(join(1))).code()).isEqualTo(RefusalCode.REQUEST_EXPIRED);
    shard = shard.restarted();
    assertThat(refusal(shard.ask(join(1))).code()).isEqualTo(RefusalCode.REQUEST_EXPIRED);
  }

  @Test
  void r2AtMost1024RequestsOfASessionAreOutstanding() {
    Request tooFar =
        request(new RequestKey(session, 1_025, 1), new SubmitTask(TaskSpec.named("t")));
    assertThat(refusal(shard.ask(tooFar)).code()).isEqualTo(RefusalCode.LIMIT);
    Request inside =
        request(new RequestKey(session, 1_024, 1), new SubmitTask(TaskSpec.named("t")));
    assertThat(shard.ask(inside)).isInstanceOf(Reply.Done.class);
  }

  @Test
  void r2ARefusalIsNotRememberedSoTheSameRequestMaySucceedLater() {
    Request cancel =
        request(new RequestKey(session, 1, 1), new CancelTask(TaskId.of("t"), "on purpose"));
    assertThat(refusal(shard.ask(cancel)).code()).isEqualTo(RefusalCode.NOT_FOUND);
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    assertThat(shard.ask(cancel)).isInstanceOf(Reply.Done.class);
  }

  private Request named(String name) {
    return request(
        new IdempotencyKey(name, 1), new JoinAgent(AgentProfile.named("a"), Attachment.REQUESTS));
  }

  @Test
  void s2ANamedRequestIsKnownAgainAfterARestartByTheLogAndByASnapshotWithItsTail()
      throws Exception {
    Reply first = shard.ask(named("k"));
    shard = shard.restarted();
    assertThat(shard.ask(named("k"))).isEqualTo(first);
    shard.snapshot();
    Reply inTail = shard.ask(named("l"));
    shard = shard.restarted();
    long position = shard.machine().position().value();
    assertThat(shard.ask(named("k"))).isEqualTo(first);
    assertThat(shard.ask(named("l"))).isEqualTo(inTail);
    assertThat(shard.machine().position().value()).isEqualTo(position);
    assertThat(inTail).isNotEqualTo(first);
  }

  @Test
  void r2ANamedRequestIsForgottenAnHourAfterItsAnswerAlsoWhenThatWasBeforeARestart() {
    Reply first = shard.ask(named("k"));
    shard.pass(Duration.ofMillis(NamedAnswers.TTL_MILLIS - 1_000));
    shard = shard.restarted();
    assertThat(shard.ask(named("k"))).isEqualTo(first);
    shard.pass(Duration.ofMillis(1_001));
    assertThat(shard.ask(named("k"))).isInstanceOf(Reply.Joined.class).isNotEqualTo(first);
  }
}
