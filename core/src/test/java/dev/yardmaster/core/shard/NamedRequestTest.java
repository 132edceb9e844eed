package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** R2, S2: a request under a name of its caller's is done once, and known again for an hour. */
final class NamedRequestTest {
  private static final long HOUR = 3_600_000;
  private static final WorkspaceId OTHER = WorkspaceId.of("other");

  private ShardHarness shard = new ShardHarness();

  private Reply send(String name, long content, Command command) {
    return send(ShardHarness.WORKSPACE, ShardHarness.LOCAL, name, content, command);
  }

  private Reply send(
      WorkspaceId workspace, Principal by, String name, long content, Command command) {
    return shard.send(new Request(workspace, by, new IdempotencyKey(name, content), command));
  }

  /** Each time it is decided it gives another session and another secret. */
  private static Command join() {
    return new AgentCommand.JoinAgent(AgentProfile.named("w"), Attachment.STREAM);
  }

  private static Command submit(String id) {
    return new TaskCommand.SubmitTask(TaskSpec.named(id));
  }

  private Refusal isRefused(Reply reply, RefusalCode code) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    Refusal refusal = Objects.requireNonNull(reply.refusal());
    assertThat(refusal.code()).as(refusal.text()).isEqualTo(code);
    assertThat(shard.events()).isEmpty();
    return refusal;
  }

  private void remembers(int count) {
    assertThat(shard.live().named().size(ShardHarness.WORKSPACE)).isEqualTo(count);
  }

  @Test
  void anAcceptedRequestHasOneEffectAndTheSameAnswerWhateverHappenedSince() {
    Reply first = send("k", 1, join());
    assertThat(first).isInstanceOf(Reply.Joined.class);
    shard.submit("t");
    long before = shard.live().hash();
    assertThat(send("k", 1, join())).isEqualTo(first);
    assertThat(shard.events()).isEmpty();
    assertThat(shard.live().hash()).isEqualTo(before);
    assertThat(send("l", 1, join())).as("another name").isNotEqualTo(first);
  }

  @Test
  void anAnsweredNoIsRememberedAndAPlainRefusalIsNot() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("t");
    shard.start("t");
    Command stale =
        new TaskCommand.CompleteTask(TaskId.of("t"), new FencingToken(1), Payload.EMPTY);
    Reply no = send("k", 1, stale);
    assertThat(no).isInstanceOf(Reply.AnsweredNo.class);
    shard.complete("t");
    assertThat(send("k", 1, stale)).isEqualTo(no);
    assertThat(shard.events()).isEmpty();

    Command cancel = new TaskCommand.CancelTask(TaskId.of("later"), "enough");
    isRefused(send("l", 2, cancel), RefusalCode.NOT_FOUND);
    shard.submit("later");
    assertThat(send("l", 2, cancel)).isInstanceOf(Reply.Done.class);
    assertThat(shard.state("later")).isEqualTo(TaskState.Name.CANCELLED);
  }

  @Test
  void theSameNameForAnotherContentIsRefusedWithBothNamed() {
    send("order-7", 0xaL, submit("t"));
    shard.pass(600_000);
    Refusal refusal = isRefused(send("order-7", 0xbL, submit("u")), RefusalCode.INVALID);
    assertThat(refusal.text())
        .contains("'order-7'", "content 000000000000000a", "content 000000000000000b", "3000 s");
    assertThat(shard.workspace().tasks().find(TaskId.of("u"))).isNull();
    remembers(1);
  }

  @Test
  void aNameIsOfOnePrincipalInOneWorkspace() {
    shard.send(
        new Request(OTHER, ShardHarness.LOCAL, null, new WorkspaceCommand.CreateWorkspace()));
    Reply mine = send("k", 1, submit("t"));
    Reply elsewhere = send(OTHER, ShardHarness.LOCAL, "k", 2, submit("t"));
    assertThat(elsewhere).isInstanceOf(Reply.Done.class).isNotEqualTo(mine);
    Reply ofEve = send(ShardHarness.WORKSPACE, Principal.of("eve"), "k", 3, submit("by-eve"));
    assertThat(ofEve).isInstanceOf(Reply.Done.class);
    assertThat(shard.state("by-eve")).isEqualTo(TaskState.Name.READY);
    assertThat(send("k", 1, submit("t"))).isEqualTo(mine);
    assertThat(send(OTHER, ShardHarness.LOCAL, "k", 2, submit("t"))).isEqualTo(elsewhere);
    shard.checkSnapshot();
  }

  @Test
  void anAnswerIsForgottenExactlyAnHourAfterItWasGivenHoweverOftenItWasAskedFor() {
    Reply first = send("k", 1, join());
    shard.pass(1_800_000);
    assertThat(send("k", 1, join())).isEqualTo(first);
    send("l", 1, submit("t"));
    shard.pass(1_799_999);
    assertThat(send("k", 1, join())).as("a repeat renews nothing").isEqualTo(first);
    remembers(2);
    shard.pass(1);
    remembers(1);
    assertThat(send("k", 2, join())).isInstanceOf(Reply.Joined.class).isNotEqualTo(first);
    shard.pass(HOUR);
    remembers(0);
  }

  /** A leader that is behind with its ticks may see the name again first. */
  @Test
  void whatIsOverIsDoneAnewThoughNoTickHasForgottenIt() {
    ShardState state = new ShardState();
    NamedAnswers named = state.named();
    Principal by = ShardHarness.LOCAL;
    IdempotencyKey key = new IdempotencyKey("k", 1);
    Reply reply = new Reply.Waiting(state.position(), new FencingToken(1));
    named.answer(OTHER, by, key, reply, 0);
    named.answer(OTHER, by, new IdempotencyKey("l", 1), reply, 1);
    assertThat(named.look(OTHER, by, key, HOUR - 1))
        .isInstanceOf(NamedAnswers.Lookup.Answered.class);
    assertThat(named.look(OTHER, by, key, HOUR)).isInstanceOf(NamedAnswers.Lookup.Fresh.class);
    named.answer(OTHER, by, key, reply, HOUR);
    assertThat(named.size(OTHER)).isEqualTo(2);
    assertThat(named.nextExpiryMillis()).isEqualTo(HOUR + 1);
    assertThat(state.verify()).isEmpty();
  }

  @Test
  void answersSurviveANewLeaderAndASnapshotWithTheirTime() {
    Reply joined = send("k", 1, join());
    shard.pass(1_000_000);
    for (int i = 0; i < 3; i++) { // the second leader works on a state restored from a snapshot
      shard.checkSnapshot();
      shard.failOver();
      assertThat(send("k", 1, join())).isEqualTo(joined);
      isRefused(send("k", 2, join()), RefusalCode.INVALID);
    }
    shard.pass(HOUR - 1_000_000 - 1);
    assertThat(send("k", 1, join())).isEqualTo(joined);
    shard.pass(1);
    assertThat(send("k", 1, join())).isNotEqualTo(joined);
  }

  @Test
  void aFullTableMeansLimitUntilTheOldestEndsAndNeverAnEarlyEnd() {
    shard = ShardHarness.withNamedAnswers(3);
    Reply first = send("k0", 1, join());
    shard.pass(60_000);
    send("k1", 1, submit("t1"));
    send("k2", 1, submit("t2"));
    Refusal full = isRefused(send("k3", 1, submit("t3")), RefusalCode.LIMIT);
    assertThat(full.retryAfterMillis()).isEqualTo(HOUR - 60_000);
    assertThat(full.text()).contains("at most 3", "3540 s");
    assertThat(shard.workspace().tasks().find(TaskId.of("t3"))).isNull();
    assertThat(send("k0", 1, join())).as("what is there is answered").isEqualTo(first);
    shard.ok(submit("without-a-name"));
    shard.send(
        new Request(OTHER, ShardHarness.LOCAL, null, new WorkspaceCommand.CreateWorkspace()));
    assertThat(send(OTHER, ShardHarness.LOCAL, "k3", 1, submit("t3")))
        .isInstanceOf(Reply.Done.class);

    shard.pass(full.retryAfterMillis());
    assertThat(send("k3", 1, submit("t3"))).isInstanceOf(Reply.Done.class);
    shard.checkSnapshot();
  }

  @Test
  void manyAnswersAreForgottenStepByStep() {
    shard = new ShardHarness(false);
    for (int i = 0; i < 10_000; i++) {
      send("k" + i, 1, new WorkspaceCommand.ResumeWorkspace("ada"));
    }
    remembers(10_000);
    shard.pass(HOUR);
    remembers(0);
    List<Integer> steps =
        shard.allEvents().stream()
            .filter(ShardEvent.NamedAnswersExpired.class::isInstance)
            .map(event -> ((ShardEvent.NamedAnswersExpired) event).count())
            .toList();
    assertThat(steps).containsExactly(4_096, 4_096, 1_808);
    assertThat(shard.live().verify()).isEmpty();
  }

  @Test
  void whatIsAskedOfNoWorkspaceIsRememberedWhereItWasAsked() {
    Reply created = send(OTHER, ShardHarness.LOCAL, "k", 1, new WorkspaceCommand.CreateWorkspace());
    assertThat(created).isInstanceOf(Reply.Done.class);
    assertThat(send(OTHER, ShardHarness.LOCAL, "k", 1, new WorkspaceCommand.CreateWorkspace()))
        .isEqualTo(created);
    Reply opened = send("o", 1, new ShardCommand.OpenClientSession());
    assertThat(send("o", 1, new ShardCommand.OpenClientSession())).isEqualTo(opened);
    // a tick visits every workspace, and "test" last
    Reply ticked = send(OTHER, ShardHarness.LOCAL, "tick", 1, new ShardCommand.Tick());
    assertThat(send(OTHER, ShardHarness.LOCAL, "tick", 1, new ShardCommand.Tick()))
        .isEqualTo(ticked);
    remembers(1);
  }

  @Test
  void aNameIsOneTo255PrintableCharacters() {
    assertThat(new IdempotencyKey("x".repeat(255), 0).name()).hasSize(255);
    for (String bad : List.of("", "x".repeat(256), "a\nb", "\u007f", "\u00e9")) {
      assertThatThrownBy(() -> new IdempotencyKey(bad, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 255 printable ASCII characters");
    }
  }
}
