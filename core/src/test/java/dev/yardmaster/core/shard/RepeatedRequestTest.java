package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R2, S2: the same request again gets its first answer for as long as that is remembered. */
final class RepeatedRequestTest {
  private final ShardHarness shard = new ShardHarness();

  private long open() {
    Reply reply = shard.send(new ShardCommand.OpenClientSession());
    assertThat(reply).isInstanceOf(Reply.ClientSessionOpened.class);
    return ((Reply.ClientSessionOpened) reply).session();
  }

  private Reply send(long session, long sequence, long lowest, Command command) {
    return shard.send(
        new Request(
            ShardHarness.WORKSPACE,
            ShardHarness.LOCAL,
            new RequestKey(session, sequence, lowest),
            command));
  }

  private static Command submit(String id) {
    return new TaskCommand.SubmitTask(TaskSpec.named(id));
  }

  private void isRefused(Reply reply, RefusalCode code) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Refused.class, no -> assertThat(no.refusal().code()).isEqualTo(code));
    assertThat(shard.events()).isEmpty();
  }

  @Test
  void anAcceptedRequestHasOneEffectAndTheSameAnswerWhateverHappenedSince() {
    long session = open();
    Command join = new AgentCommand.JoinAgent(AgentProfile.named("w"), Attachment.STREAM);
    Reply first = send(session, 1, 1, join);
    shard.submit("t");
    shard.claim(AgentId.of("w"), ((Reply.Joined) first).session(), 1);
    long before = shard.live().hash();
    assertThat(send(session, 1, 1, join)).isEqualTo(first);
    assertThat(shard.live().hash()).isEqualTo(before);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void anAnsweredNoIsRememberedAndAPlainRefusalIsNot() {
    long session = open();
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("t");
    shard.start("t");
    FencingToken old = new FencingToken(1);
    Command stale = new TaskCommand.CompleteTask(TaskId.of("t"), old, Payload.EMPTY);
    Reply no = send(session, 1, 1, stale);
    assertThat(no).isInstanceOf(Reply.AnsweredNo.class);
    shard.complete("t");
    assertThat(send(session, 1, 1, stale)).isEqualTo(no);

    Command cancel = new TaskCommand.CancelTask(TaskId.of("later"), "enough");
    isRefused(send(session, 2, 1, cancel), RefusalCode.NOT_FOUND);
    shard.submit("later");
    assertThat(send(session, 2, 1, cancel)).isInstanceOf(Reply.Done.class);
    assertThat(shard.state("later")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void answersBelowTheLowestUnansweredAreDroppedAndNothingIsDoneTwice() {
    long session = open();
    for (int i = 1; i <= 3; i++) {
      send(session, i, 1, submit("t" + i));
    }
    Reply fourth = send(session, 4, 3, submit("t4"));
    isRefused(send(session, 2, 2, submit("t2")), RefusalCode.REQUEST_EXPIRED);
    isRefused(send(session, 1, 1, submit("other")), RefusalCode.REQUEST_EXPIRED);
    assertThat(send(session, 3, 1, submit("t3"))).isInstanceOf(Reply.Done.class);
    assertThat(send(session, 4, 1, submit("t4"))).isEqualTo(fourth);
    assertThat(shard.workspace().tasks().size()).isEqualTo(4);
  }

  @Test
  void atMost1024RequestsOfAClientSessionAreOutstanding() {
    long session = open();
    Reply first = send(session, 1, 1, submit("first"));
    Reply last = send(session, 1_024, 1, submit("last"));
    assertThat(last).isInstanceOf(Reply.Done.class);
    isRefused(send(session, 1_025, 1, submit("more")), RefusalCode.LIMIT);
    assertThat(send(session, 1, 1, submit("first"))).isEqualTo(first);
    assertThat(send(session, 1_025, 2, submit("more"))).isInstanceOf(Reply.Done.class);
    assertThat(send(session, 1_024, 2, submit("last"))).isEqualTo(last);
    shard.checkSnapshot();
  }

  @Test
  void aClientSessionEndsAnHourAfterItsLastLoggedRequest() {
    long silent = open();
    long busy = open();
    Reply answer = send(silent, 1, 1, submit("t"));
    shard.pass(1_800_000);
    send(busy, 1, 1, submit("u"));
    shard.pass(1_799_999);
    assertThat(send(silent, 1, 1, submit("t"))).as("a repeat renews nothing").isEqualTo(answer);
    shard.pass(1);
    isRefused(send(silent, 1, 1, submit("t")), RefusalCode.REQUEST_EXPIRED);
    isRefused(send(silent, 2, 1, submit("v")), RefusalCode.REQUEST_EXPIRED);
    assertThat(send(busy, 2, 1, submit("w"))).isInstanceOf(Reply.Done.class);
    isRefused(send(777, 1, 1, submit("x")), RefusalCode.REQUEST_EXPIRED);
  }

  @Test
  void answersSurviveANewLeaderAndASnapshot() {
    long session = open();
    send(session, 1, 1, submit("dropped"));
    Reply done = send(session, 2, 2, submit("t"));
    shard.joinAndClaim(AgentProfile.named("w"));
    Command stale =
        new TaskCommand.CompleteTask(TaskId.of("t"), new FencingToken(1), Payload.EMPTY);
    Reply no = send(session, 3, 2, stale);
    for (int i = 0; i < 3; i++) { // the second leader works on a state restored from a snapshot
      shard.failOver();
      assertThat(send(session, 2, 2, submit("t"))).isEqualTo(done);
      assertThat(send(session, 3, 2, stale)).isEqualTo(no);
      isRefused(send(session, 1, 1, submit("dropped")), RefusalCode.REQUEST_EXPIRED);
      shard.pass(600_000);
    }
    shard.pass(1_799_999);
    assertThat(send(session, 2, 2, submit("t"))).isEqualTo(done);
    shard.pass(1);
    isRefused(send(session, 2, 2, submit("t")), RefusalCode.REQUEST_EXPIRED);
  }

  @Test
  @Tag("large")
  void aFullTableOfClientSessionsMeansLimitAndNeverAnEarlyEnd() {
    ShardHarness large = new ShardHarness(false);
    Reply first = large.send(new ShardCommand.OpenClientSession());
    for (int i = 1; i < ClientSessions.MAX_SESSIONS; i++) {
      large.ok(new ShardCommand.OpenClientSession(), Reply.ClientSessionOpened.class);
    }
    Refusal full = large.refused(new ShardCommand.OpenClientSession());
    assertThat(full.code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(full.retryAfterMillis()).isPositive();
    RequestKey key = new RequestKey(((Reply.ClientSessionOpened) first).session(), 1, 1);
    Request request = new Request(ShardHarness.WORKSPACE, ShardHarness.LOCAL, key, submit("t"));
    assertThat(large.send(request)).isInstanceOf(Reply.Done.class);
    large.pass(ClientSessions.TTL_MILLIS);
    assertThat(large.live().clients().size()).isZero();
    large.ok(new ShardCommand.OpenClientSession(), Reply.ClientSessionOpened.class);
  }
}
