package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.Query;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who gets a message, and what its sender is told (R1, R4, R60, R62, S19). */
final class SendingTest {
  private final MailWorld world = new MailWorld("ann", "bob", "cid");

  private static Audience to(String... agents) {
    return new Audience.Agents(List.of(agents).stream().map(AgentId::of).toList());
  }

  private Reply.Sent sent(String id, Audience audience) {
    return world.sent(command(id, audience));
  }

  private MessageCommand.SendMessage command(String id, Audience audience) {
    return new MessageCommand.SendMessage(
        world.caller("ann"), MessageId.of(id), audience, MailWorld.plain());
  }

  private static Reply.Sent.Result result(
      String agent, @org.jspecify.annotations.Nullable RefusalCode code) {
    return new Reply.Sent.Result(AgentId.of(agent), code);
  }

  @Test
  void sendingToWhoNeverJoinedIsNotFound_R60() {
    assertThat(world.refused(command("m", to("nobody"))).code()).isEqualTo(RefusalCode.NOT_FOUND);
    assertThat(new Query.OfMessage(MessageId.of("m")).answer(world.shard.workspace())).isEmpty();
  }

  @Test
  void eachRecipientHasAResultAndOneWhoRefusesBlocksNobody_R60() {
    Reply.Sent reply = sent("m", to("bob", "nobody", "cid"));
    assertThat(reply.results())
        .containsExactly(
            result("bob", null), result("nobody", RefusalCode.NOT_FOUND), result("cid", null));
    assertThat(world.ids("bob")).containsExactly("m");
    assertThat(world.ids("cid")).containsExactly("m");
  }

  @Test
  void sendingTheSameAgainAnswersTheSameAlsoAfterItEnded_R1() {
    MessageCommand.SendMessage command = command("m", to("bob", "nobody"));
    List<Reply.Sent.Result> first = world.sent(command).results();
    assertThat(world.sent(command).results()).isEqualTo(first);
    assertThat(world.shard.events()).isEmpty();
    world.acked("bob", "m", world.take("bob", "m"));
    assertThat(world.sent(command).results()).isEqualTo(first);
    assertThat(world.ids("bob")).isEmpty();
  }

  @Test
  void theIdOfAnotherMessageIsRefused_R1() {
    world.send("ann", "bob", "m");
    assertThat(world.refused(command("m", to("cid"))).code()).isEqualTo(RefusalCode.ALREADY_EXISTS);
    assertThat(world.refused(world.message("cid", "bob", "m", MailWorld.plain())).code())
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
    world.acked("bob", "m", world.take("bob", "m"));
    assertThat(world.refused(command("m", to("cid"))).code()).isEqualTo(RefusalCode.ALREADY_EXISTS);
  }

  @Test
  void theSenderIsWhoeverCallsAndOnlyTheAddresseeReads_S19() {
    world.send("ann", "bob", "m");
    assertThat(mail("bob", "m")).as("not before it is delivered").isEmpty();
    world.take("bob", "m");
    assertThat(mail("bob", "m"))
        .singleElement()
        .satisfies(view -> {
          assertThat(view.from()).isEqualTo(AgentId.of("ann"));
          assertThat(view.envelope()).isEqualTo(MailWorld.plain());
        });
    assertThat(mail("ann", "m")).isEmpty();
    assertThat(mail("cid", "m")).isEmpty();
    var former = world.session("bob");
    world.join("bob");
    world.take("bob", "m");
    assertThat(
            new Query.OfMail(AgentId.of("bob"), former, List.of(MessageId.of("m")))
                .answer(world.shard.workspace()))
        .as("a former session reads nothing")
        .isEmpty();
  }

  private List<MailView> mail(String agent, String id) {
    return new Query.OfMail(AgentId.of(agent), world.session(agent), List.of(MessageId.of(id)))
        .answer(world.shard.workspace());
  }

  @Test
  void everythingTheSenderSaysArrivesAsItWas_R60() {
    Envelope envelope =
        new Envelope(
            "ask",
            Payload.json("{}"),
            7,
            60_000,
            new Envelope.Conversation("c-1", AgentId.of("ann")),
            new TreeMap<>(java.util.Map.of("traceparent", "00-1-2-01")));
    world.send("ann", "bob", "m", envelope);
    world.shard.failOver();
    world.take("bob", "m");
    assertThat(mail("bob", "m")).extracting(MailView::envelope).containsExactly(envelope);
    world.shard.checkSnapshot();
  }

  @Test
  void aBroadcastReachesEveryActiveAgentButTheSenderAndIsStoredOnce_R60() {
    MailWorld many = new MailWorld(new ShardHarness(false), "ann", "paused", "gone");
    IntStream.range(0, 2_500).forEach(i -> many.join("a" + i));
    many.shard.ok(new AgentCommand.SetAgentStatus(AgentId.of("paused"), AgentStatus.PAUSED));
    many.shard.ok(
        new AgentCommand.LeaveAgent(
            AgentId.of("gone"), many.session("gone"), dev.yardmaster.core.agent.SessionEnd.LEFT));
    Envelope big = Envelope.of("news", Payload.of(new byte[200_000], ""));
    Reply.Sent reply =
        many.sent(
            new MessageCommand.SendMessage(
                many.caller("ann"), MessageId.of("m"), new Audience.Everybody(), big));
    assertThat(reply.accepted()).isEqualTo(2_500);
    assertThat(reply.results()).isEmpty();
    assertThat(many.shard.events()).hasSize(3);
    assertThat(many.shard.workspace().mail().bytes()).isLessThan(201_000);
    assertThat(many.ids("a2499")).containsExactly("m");
    assertThat(many.ids("paused")).isEmpty();
    assertThat(many.ids("ann")).isEmpty();
    assertThat(many.view("m").tally()).isEqualTo(new Tally(2_499, 1, 0, 0, 0));
    assertThat(many.shard.live().verify()).isEmpty();
    many.shard.checkSnapshot();
  }

  @Test
  void aFullMailboxRefusesWithARetryHintAndOthersStillGetTheMessage_R60() {
    MailWorld full = new MailWorld(new ShardHarness(false), "ann", "bob", "cid");
    for (int i = 0; i < MailLimits.MAX_MAILBOX_MESSAGES; i++) {
      full.send("ann", "bob", "m" + i);
    }
    var refusal = full.refused(full.message("ann", "bob", "more", MailWorld.plain()));
    assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(refusal.retryAfterMillis()).isPositive();
    Reply.Sent reply =
        full.sent(
            new MessageCommand.SendMessage(
                full.caller("ann"),
                MessageId.of("both"),
                new Audience.Everybody(),
                MailWorld.plain()));
    assertThat(reply.accepted()).isEqualTo(1);
    assertThat(reply.refused()).isEqualTo(1);
    assertThat(reply.results()).containsExactly(result("bob", RefusalCode.LIMIT));
    full.acked("bob", "m0", full.take("bob", "m0"));
    full.send("ann", "bob", "again");
    assertThat(full.shard.live().verify()).isEmpty();
  }

  @Test
  void aMailboxHoldsAtMostSixtyFourMebibytes_R60() {
    MailWorld full = new MailWorld(new ShardHarness(false), "ann", "bob");
    Envelope large = Envelope.of("", Payload.of(new byte[MailLimits.MAX_PAYLOAD_BYTES], ""));
    for (int i = 0; i < 256; i++) {
      full.send("ann", "bob", "m" + i, large);
    }
    assertThat(full.refused(full.message("ann", "bob", "more", large)).code())
        .isEqualTo(RefusalCode.LIMIT);
    full.acked("bob", "m0", full.take("bob", "m0"));
    full.send("ann", "bob", "more", large);
  }

  @Test
  @Tag("large")
  void messagesCountAgainstThePayloadQuotaOfTheWorkspace_R4() {
    MailWorld full = new MailWorld(new ShardHarness(false), "ann", "a", "b", "c", "d", "e");
    Envelope large = Envelope.of("", Payload.of(new byte[MailLimits.MAX_PAYLOAD_BYTES], ""));
    int n = 0;
    for (String agent : List.of("a", "b", "c", "d")) {
      for (int i = 0; i < 256; i++) {
        full.send("ann", agent, "m" + n++, large);
      }
    }
    assertThat(full.refused(full.message("ann", "e", "more", MailWorld.plain())).code())
        .isEqualTo(RefusalCode.LIMIT);
    dev.yardmaster.core.task.TaskSpec task =
        dev.yardmaster.core.task.TaskSpec.named("t")
            .work(
                new dev.yardmaster.core.task.Work(
                    "", "", Payload.text("input"), new java.util.TreeSet<>()));
    assertThat(full.shard.refused(new dev.yardmaster.core.task.TaskCommand.SubmitTask(task)).code())
        .isEqualTo(RefusalCode.LIMIT);
    full.acked("a", "m0", full.take("a", "m0"));
    full.send("ann", "e", "more");
    full.shard.submit(task);
  }

  @Test
  @Tag("large")
  void onlyTheLastTenThousandFatesAreRemembered_R62() {
    MailWorld long_ = new MailWorld(new ShardHarness(false), "ann", "bob");
    for (int i = 0; i <= MailLimits.MAX_FATES; i++) {
      long_.send("ann", "bob", "m" + i);
      long_.acked("bob", "m" + i, long_.take("bob", "m" + i));
    }
    assertThat(new Query.OfMessage(MessageId.of("m0")).answer(long_.shard.workspace())).isEmpty();
    assertThat(long_.fate("m1")).isEqualTo(Fate.ACKED);
    long_.shard.checkSnapshot();
  }

  @Test
  @Tag("large")
  void theOldestDeadLetterLeavesWhenThereAreTenThousand_R61() {
    MailWorld dead = new MailWorld(new ShardHarness(false), "ann", "bob");
    for (int i = 0; i <= MailLimits.MAX_DEAD_LETTERS; i++) {
      dead.send("ann", "bob", "m" + i);
      dead.kill("bob", "m" + i);
    }
    assertThat(dead.shard.workspace().mail().deadLetters()).hasSize(MailLimits.MAX_DEAD_LETTERS);
    assertThat(dead.shard.workspace().mail().deadLetter(MessageId.of("m0"), AgentId.of("bob")))
        .isNull();
    assertThat(dead.fate("m0")).isEqualTo(Fate.DEAD);
    assertThat(dead.shard.live().verify()).isEmpty();
    dead.shard.checkSnapshot();
  }

  @Test
  void aMessageOfWrongShapeCannotBeMade_R60() {
    assertThatThrownBy(() -> MailWorld.plain().priority(10)).hasMessageContaining("0 to 9");
    assertThatThrownBy(() -> MailWorld.plain().ttlMillis(-1)).hasMessageContaining("time to live");
    assertThatThrownBy(() -> Envelope.of("", Payload.of(new byte[(256 << 10) + 1], "")))
        .hasMessageContaining("262144 bytes");
    assertThatThrownBy(() -> to("bob", "bob")).hasMessageContaining("once");
    assertThatThrownBy(() -> to()).hasMessageContaining("1 to 1000");
  }
}
