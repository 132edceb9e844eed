package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.workspace.DeadLetterView;
import dev.yardmaster.core.workspace.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receive, ack, nack, visibility, dead letters (R61, S17, S18). */
final class DeliveryTest {
  private final MailWorld world = new MailWorld("ann", "bob");

  @Test
  void anAcknowledgedMessageIsNeverDeliveredAgain_S17() {
    world.send("ann", "bob", "m");
    FencingToken token = world.take("bob", "m");
    world.acked("bob", "m", token);
    world.shard.pass(120_000);
    world.shard.failOver();
    world.join("bob");
    assertThat(world.ids("bob")).isEmpty();
    assertThat(world.fate("m")).isEqualTo(Fate.ACKED);
    assertThat(world.refused(world.ack("bob", "m", token)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
  }

  @Test
  void aDeliveredMessageIsOutOfSightForThirtySecondsAndComesBackUnderANewToken_R61() {
    world.send("ann", "bob", "m");
    FencingToken first = world.take("bob", "m");
    assertThat(world.ids("bob")).isEmpty();
    for (int i = 0; i < 2; i++) {
      world.shard.pass(14_999);
      world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), world.session("bob")));
    }
    assertThat(world.ids("bob")).isEmpty();
    world.shard.pass(2);
    FencingToken second = world.take("bob", "m");
    assertThat(second).isGreaterThan(first);
    assertThat(world.refused(world.ack("bob", "m", first)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    world.acked("bob", "m", second);
  }

  @Test
  void visibilityIsExtendedAndNeverShortened_R61() {
    world.send("ann", "bob", "m");
    FencingToken token = world.take("bob", "m");
    world.shard.ok(extend(token, 60_000));
    world.shard.ok(extend(token, 1));
    for (int i = 0; i < 5; i++) {
      world.shard.pass(10_000);
      world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), world.session("bob")));
    }
    world.acked("bob", "m", token);
    assertThat(world.refused(extend(token, 1_000)).code()).isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(world.refused(extend(token, 0)).code()).isEqualTo(RefusalCode.INVALID);
  }

  private MessageCommand extend(FencingToken token, long millis) {
    return new MessageCommand.ExtendVisibility(
        world.caller("bob"), MessageId.of("m"), token, millis);
  }

  @Test
  void aChangeOfLeaderGivesDeliveriesOneFullVisibilityOfGrace_S17() {
    world.send("ann", "bob", "m");
    FencingToken token = world.take("bob", "m");
    world.shard.pass(29_000);
    world.shard.failOver();
    world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), world.session("bob")));
    world.shard.pass(29_000);
    world.acked("bob", "m", token);
  }

  @Test
  void priorityComesFirstThenArrival_S18() {
    for (int i = 0; i < 6; i++) {
      world.send("ann", "bob", "m" + i, MailWorld.plain().priority(i % 2 == 0 ? 1 : 8));
    }
    assertThat(world.receive("bob", 4).messages().stream().map(MessageId::value))
        .containsExactly("m1", "m3", "m5", "m0");
    assertThat(world.ids("bob")).containsExactly("m2", "m4");
  }

  @Test
  void whatComesBackTakesItsOldPlaceBeforeWhatWasNeverDelivered_S18() {
    for (int i = 0; i < 4; i++) {
      world.send("ann", "bob", "m" + i);
    }
    FencingToken token = world.receive("bob", 2).token();
    world.shard.ok(world.nack("bob", "m1", token, 0));
    world.shard.ok(world.nack("bob", "m0", token, 0));
    assertThat(world.ids("bob")).containsExactly("m0", "m1", "m2", "m3");
  }

  @Test
  void aNackWithDelayComesBackWhenTheDelayIsOver_R61() {
    world.send("ann", "bob", "m");
    FencingToken token = world.take("bob", "m");
    world.shard.ok(world.nack("bob", "m", token, 5_000));
    assertThat(world.fate("m")).isEqualTo(Fate.QUEUED);
    world.shard.pass(4_999);
    assertThat(world.ids("bob")).isEmpty();
    world.shard.pass(1);
    assertThat(world.shard.events(MessageEvent.MessagesReturned.class))
        .singleElement()
        .satisfies(e -> assertThat(e.waiting()).containsExactly(AgentId.of("bob")));
    world.take("bob", "m");
    assertThat(world.refused(world.nack("bob", "m", token, 0)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(world.refused(world.nack("bob", "m", token, -1)).code())
        .isEqualTo(RefusalCode.INVALID);
  }

  @Test
  void afterFiveDeliveriesAMessageIsADeadLetterThatCanBeRedrivenOrPurged_R61() {
    world.send("ann", "bob", "m");
    world.kill("bob", "m");
    assertThat(world.ids("bob")).isEmpty();
    assertThat(world.fate("m")).isEqualTo(Fate.DEAD);
    assertThat(letters()).extracting(DeadLetterView::message).containsExactly(MessageId.of("m"));
    world.shard.checkSnapshot();
    world.send("ann", "bob", "later");
    world.shard.ok(redrive());
    assertThat(world.ids("bob")).containsExactly("later", "m");
    assertThat(world.refused(redrive()).code()).isEqualTo(RefusalCode.NOT_FOUND);
    world.shard.pass(29_000);
    world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), world.session("bob")));
    world.shard.pass(2_000);
    assertThat(world.ids("bob")).hasSize(2);
  }

  @Test
  void aPurgedDeadLetterStaysDeadForWhoAsks_R62() {
    world.send("ann", "bob", "m");
    world.kill("bob", "m");
    MessageCommand purge =
        new MessageCommand.PurgeDeadLetter(AgentId.of("bob"), MessageId.of("m"), "ada");
    world.shard.ok(purge);
    assertThat(letters()).isEmpty();
    assertThat(world.fate("m")).isEqualTo(Fate.DEAD);
    assertThat(world.refused(purge).code()).isEqualTo(RefusalCode.NOT_FOUND);
    assertThat(world.shard.workspace().mail().bytes()).isZero();
  }

  @Test
  void aDeadLetterPastItsTimeToLiveIsNotRedriven_R61() {
    world.send("ann", "bob", "m", MailWorld.plain().ttlMillis(20_000));
    world.kill("bob", "m");
    world.shard.pass(20_000);
    assertThat(world.refused(redrive()).code()).isEqualTo(RefusalCode.FAILED_PRECONDITION);
  }

  @Test
  void aDeadLetterIsKeptForThirtyDaysAcrossAChangeOfLeader_R61() {
    world.send("ann", "bob", "m");
    world.kill("bob", "m");
    world.shard.pass(MailLimits.DEAD_LETTER_MILLIS / 2);
    world.shard.failOver();
    world.shard.pass(MailLimits.DEAD_LETTER_MILLIS / 2 - 1);
    assertThat(letters()).hasSize(1);
    world.shard.pass(1);
    assertThat(letters()).isEmpty();
    assertThat(world.shard.events(MessageEvent.DeadLetterPurged.class))
        .containsExactly(
            new MessageEvent.DeadLetterPurged(
                AgentId.of("bob"), MessageId.of("m"), MailTimers.RETENTION));
    assertThat(world.fate("m")).isEqualTo(Fate.DEAD);
    assertThat(world.shard.workspace().mail().bytes()).isZero();
  }

  private MessageCommand redrive() {
    return new MessageCommand.RedriveDeadLetter(AgentId.of("bob"), MessageId.of("m"), "ada");
  }

  private List<DeadLetterView> letters() {
    return new Query.OfDeadLetters(100).answer(world.shard.workspace());
  }

  @Test
  void theEndOfASessionBringsItsMailBackInOrderAndItsTokensAreStale_R13() {
    for (int i = 0; i < 3; i++) {
      world.send("ann", "bob", "m" + i);
    }
    FencingToken token = world.receive("bob", 2).token();
    world.shard.ok(
        new AgentCommand.LeaveAgent(AgentId.of("bob"), world.session("bob"), SessionEnd.LEFT));
    assertThat(world.refused(world.ack("bob", "m0", token)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(world.fate("m0")).isEqualTo(Fate.QUEUED);
    world.join("bob");
    assertThat(world.refused(world.ack("bob", "m0", token)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    assertThat(world.ids("bob")).containsExactly("m0", "m1", "m2");
  }

  @Test
  void fiveLostSessionsMakeADeadLetterOfWhatKilledThem_R61() {
    world.send("ann", "bob", "poison");
    for (int i = 0; i < MailLimits.MAX_DELIVERIES; i++) {
      world.take("bob", "poison");
      world.join("bob");
    }
    assertThat(world.ids("bob")).isEmpty();
    assertThat(world.fate("poison")).isEqualTo(Fate.DEAD);
  }

  @Test
  void aMessageOutlivesItsTimeInTheQueueButNotInTheHandsOfItsRecipient_R60() {
    world.send("ann", "bob", "held", MailWorld.plain().ttlMillis(10_000).priority(9));
    world.send("ann", "bob", "queued", MailWorld.plain().ttlMillis(10_000));
    FencingToken token = world.take("bob", "held");
    world.shard.pass(10_000);
    assertThat(world.fate("queued")).isEqualTo(Fate.EXPIRED);
    assertThat(world.ids("bob")).isEmpty();
    assertThat(world.fate("held")).isEqualTo(Fate.DELIVERED);
    world.acked("bob", "held", token);
  }

  @Test
  void howeverManyOutlivedTheirTimeWhoReceivesGetsWhatIsBehindThem_R60() {
    for (int i = 0; i <= MailLimits.MAX_LISTED; i++) {
      world.send("ann", "bob", "old" + i, MailWorld.plain().ttlMillis(10_000).priority(9));
    }
    world.send("ann", "bob", "new");
    world.shard.passUnnoticed(10_000);
    assertThat(world.ids("bob")).containsExactly("new");
    assertThat(world.shard.events(MessageEvent.MessagesExpired.class))
        .extracting(expired -> expired.messages().size())
        .containsExactly(MailLimits.MAX_LISTED, 1);
  }

  @Test
  void whatComesBackAfterItsTimeExpires_R60() {
    world.send("ann", "bob", "m", MailWorld.plain().ttlMillis(10_000));
    FencingToken token = world.take("bob", "m");
    world.shard.pass(10_000);
    world.shard.ok(world.nack("bob", "m", token, 0));
    assertThat(world.ids("bob")).isEmpty();
    assertThat(world.fate("m")).isEqualTo(Fate.EXPIRED);
  }

  @Test
  void anAckOfManyNamesThoseThatWereStale_R61() {
    for (int i = 0; i < 3; i++) {
      world.send("ann", "bob", "m" + i);
    }
    FencingToken token = world.receive("bob", 2).token();
    Reply reply =
        world.shard.send(
            new MessageCommand.Ack(
                world.caller("bob"),
                List.of(
                    new Delivery(MessageId.of("m0"), token),
                    new Delivery(MessageId.of("m1"), new FencingToken(1)),
                    new Delivery(MessageId.of("m2"), token))));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Acked.class,
            acked ->
                assertThat(acked.stale()).containsExactly(MessageId.of("m1"), MessageId.of("m2")));
    assertThat(world.fate("m0")).isEqualTo(Fate.ACKED);
    assertThat(world.fate("m1")).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void onlyALiveSessionReceivesAndOneHundredAtMost_R60() {
    assertThat(world.refused(new MessageCommand.Receive(world.caller("bob"), 101)).code())
        .isEqualTo(RefusalCode.INVALID);
    MessageCommand.Receive former = new MessageCommand.Receive(world.caller("bob"), 1);
    world.join("bob");
    assertThat(world.refused(former).code()).isEqualTo(RefusalCode.STALE_TOKEN);
  }
}
