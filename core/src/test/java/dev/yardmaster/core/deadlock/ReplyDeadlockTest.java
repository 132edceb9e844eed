package dev.yardmaster.core.deadlock;

import static dev.yardmaster.core.resource.LockRequest.exclusive;
import static dev.yardmaster.core.shard.Yard.no;
import static dev.yardmaster.core.shard.Yard.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.wait.WaitTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R54, R62: awaited replies are edges of the one wait-for graph. */
final class ReplyDeadlockTest {
  private final Yard yard = new Yard("ann", "bob", "eve");

  private void join(String agent, int capacity) {
    yard.join(AgentProfile.named(agent).maxConcurrentTasks(capacity));
  }

  private Wait.Reply awaited(FencingToken wait) {
    Wait open = yard.shard.workspace().waits().find(wait);
    if (open != null && open.what() instanceof Wait.Reply reply) {
      return reply;
    }
    throw new AssertionError("Expected an open wait for a reply, got " + open);
  }

  private void deadlock(FencingToken wait) {
    assertThat(yard.outcome(wait)).isInstanceOf(Outcome.Deadlock.class);
  }

  private void open(FencingToken... waits) {
    for (FencingToken wait : waits) {
      assertThat(yard.shard.workspace().waits().find(wait)).isNotNull();
    }
  }

  @Test
  void whoAsksAnAgentThatWaitsForItsLockIsRefusedAndTheRequestIsNotSent() {
    yard.granted("ann", exclusive("x"));
    yard.waits("bob", exclusive("x"));
    Reply reply = yard.request("ann", "q", "bob");
    assertThat(no(reply).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(no(reply).text()).contains("agent bob").contains("its reply to q").contains("for x");
    assertThat(yard.mailOf("bob")).isEmpty();
    assertThat(yard.shard.events(MessageEvent.MessageSent.class)).isEmpty();
    assertThat(yard.openWaits()).hasSize(1);
  }

  @Test
  void whenAnotherIsTheVictimTheRequestIsSent() {
    yard.join(AgentProfile.named("low").priority(1));
    yard.granted("ann", exclusive("x"));
    FencingToken victim = yard.waits("low", exclusive("x"));
    open(waits(yard.request("ann", "q", "low")));
    deadlock(victim);
    assertThat(yard.mailOf("low")).containsExactly("q");
  }

  @Test
  void anAddresseeThatComesToWaitForTheRequesterIsRefused() {
    yard.granted("ann", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "bob"));
    assertThat(no(yard.acquire("bob", exclusive("x"))).code()).isEqualTo(RefusalCode.DEADLOCK);
    open(wait);
  }

  @Test
  void anAddresseeOfMoreCapacityIsNotWaitedForBeforeAnAttemptHasTheRequest() {
    join("duo", 2);
    yard.begin("duo:t");
    yard.granted("ann", exclusive("x"));
    yard.waits("duo:t", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    yard.receive("duo"); // its session has it, and may give it to any of its threads
    open(wait);
    assertThat(awaited(wait).receivedBy()).isNull();
  }

  @Test
  void aDeliveryThatClosesACycleIsFoundInThatCommand() {
    join("duo", 2);
    yard.begin("duo:t");
    yard.granted("ann", exclusive("x"));
    yard.waits("duo:t", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    yard.receive("duo:t");
    deadlock(wait);
    assertThat(yard.waitsOf("duo:t")).isOne();
  }

  @Test
  void anAttemptThatHasTheRequestAndAwaitsTheRequestersTaskIsRefused() {
    join("duo", 2);
    yard.begin("duo:t");
    yard.begin("ann:parent");
    FencingToken wait = waits(yard.request("ann:parent", "q", "duo"));
    FencingToken token = yard.receive("duo:t");
    yard.ack("duo:t", "q", token);
    assertThat(awaited(wait).receivedBy())
        .as("after the acknowledgement it still is who must answer")
        .isEqualTo(yard.holder("duo:t"));
    Reply reply = yard.await("duo:t", "parent");
    assertThat(no(reply).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(no(reply).text()).contains("its reply to q, which it has").contains("task parent");
  }

  @Test
  void aNackTakesTheEdgeBack() {
    join("duo", 2);
    yard.begin("duo:t");
    yard.granted("ann", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    FencingToken token = yard.receive("duo:t");
    yard.nack("duo:t", "q", token);
    assertThat(awaited(wait).receivedBy()).isNull();
    open(wait, yard.waits("duo:t", exclusive("x")));
  }

  @Test
  void theEndOfVisibilityTakesTheEdgeBack() {
    join("duo", 2);
    yard.begin("duo:t");
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    yard.receive("duo:t");
    yard.shard.pass(MailLimits.VISIBILITY_MILLIS / 2);
    yard.shard.ok(beat("ann"));
    yard.shard.ok(beat("duo"));
    yard.shard.pass(MailLimits.VISIBILITY_MILLIS / 2 + 1_000);
    assertThat(awaited(wait).receivedBy()).isNull();
  }

  private AgentCommand beat(String agent) {
    Caller caller = yard.caller(agent);
    return new AgentCommand.Heartbeat(caller.agent(), caller.session());
  }

  @Test
  void aNackThatMovesTheEdgeToAWaitingAgentIsFoundInThatCommand() {
    yard.begin("bob:t");
    yard.granted("ann", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "bob"));
    FencingToken token = yard.receive("bob:t");
    FencingToken ofBob = yard.waits("bob", exclusive("x")); // the attempt has it, and may answer
    open(wait, ofBob);
    yard.nack("bob:t", "q", token);
    deadlock(ofBob);
    open(wait);
  }

  @Test
  void theReplyEndsTheWaitWhoeverSendsIt() {
    FencingToken wait = waits(yard.request("ann", "q", "bob"));
    yard.receive("bob");
    yard.answer("bob", "elsewhere", "q", "eve");
    yard.answer("bob", "unrelated", "p", "ann");
    open(wait);
    yard.answer("eve", "r", "q", "ann");
    assertThat(yard.outcome(wait)).isEqualTo(new Outcome.Replied(MessageId.of("r")));
    assertThat(yard.mailOf("ann")).containsExactly("unrelated", "r");
  }

  @Test
  void aRequestThatBecomesADeadLetterEndsItsWaitAsHopeless() {
    FencingToken wait = waits(yard.request("ann", "q", "bob"));
    for (int i = 0; i < MailLimits.MAX_DELIVERIES; i++) {
      open(wait);
      yard.nack("bob", "q", yard.receive("bob"));
    }
    assertThat(yard.outcome(wait))
        .isInstanceOfSatisfying(
            Outcome.Hopeless.class,
            hopeless -> assertThat(hopeless.why()).contains("dead letter of bob").contains("5"));
  }

  @Test
  void aRequestThatOutlivesItsTimeEndsItsWaitAsHopeless() {
    WaitCommand.RequestReply plain =
        Yard.request(yard.caller("ann"), "q", "bob", WaitCommand.FOREVER);
    FencingToken wait =
        waits(
            yard.shard.send(
                new WaitCommand.RequestReply(
                    plain.caller(),
                    plain.id(),
                    plain.to(),
                    plain.envelope().ttlMillis(1_000),
                    plain.waitMillis())));
    yard.shard.pass(1_001);
    assertThat(yard.outcome(wait)).isInstanceOf(Outcome.Hopeless.class);
  }

  @Test
  void itIsGivenUpAfterItsTimeAndWithdrawnByItsHolder() {
    FencingToken timed =
        waits(yard.shard.send(Yard.request(yard.caller("ann"), "q1", "bob", 5_000)));
    FencingToken withdrawn = waits(yard.request("ann", "q2", "bob"));
    yard.shard.pass(5_001);
    yard.shard.ok(new WaitCommand.EndWait(yard.caller("ann"), withdrawn));
    assertThat(yard.outcome(timed)).isEqualTo(new Outcome.TimedOut());
    assertThat(yard.outcome(withdrawn)).isEqualTo(new Outcome.Withdrawn());
    assertThat(yard.mailOf("bob")).as("the request stays").containsExactly("q1", "q2");
  }

  @Test
  void askingForTheSameAgainAnswersWithTheSameWaitWhileItIsOpen() {
    FencingToken wait = waits(yard.request("ann", "q", "bob"));
    assertThat(waits(yard.request("ann", "q", "bob"))).isEqualTo(wait);
    assertThat(yard.mailOf("bob")).containsExactly("q");
    yard.begin("ann:t");
    assertThat(no(yard.request("ann:t", "q", "bob")).code())
        .as("another holder's wait")
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    yard.answer("bob", "r", "q", "ann");
    assertThat(no(yard.request("ann", "q", "bob")).code())
        .as("that wait is over")
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
  }

  @Test
  void aSessionMayAskItsOwnAgentAndAnAttemptOnlyOneThatCanDoMore() {
    open(waits(yard.request("ann", "q1", "ann")));
    yard.begin("eve:t");
    assertThat(no(yard.request("eve:t", "q2", "eve")).code()).isEqualTo(RefusalCode.DEADLOCK);
    join("duo", 2);
    yard.begin("duo:u");
    FencingToken wait = waits(yard.request("duo:u", "q3", "duo"));
    open(wait);
    yard.receive("duo:u"); // now only it could answer itself
    deadlock(wait);
  }

  @Test
  void twoThatAskEachOtherAreADeadlock() {
    FencingToken wait = waits(yard.request("ann", "q1", "bob"));
    assertThat(no(yard.request("bob", "q2", "ann")).code()).isEqualTo(RefusalCode.DEADLOCK);
    open(wait);
  }

  @Test
  void aRingOfALockATaskAndAReplyIsFound() {
    yard.begin("ann:holds");
    yard.begin("bob:task");
    yard.granted("ann:holds", exclusive("x"));
    yard.waits("eve", exclusive("x"));
    open(waits(yard.await("ann:holds", "task")));
    Reply reply = yard.request("bob:task", "q", "eve");
    assertThat(no(reply).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(no(reply).text())
        .contains("task holds")
        .contains("task task")
        .contains("agent eve")
        .contains("its reply to q");
  }

  @Test
  void anAgentThatJoinsWithLessCapacityIsWaitedForFromThenOn() {
    join("duo", 2);
    yard.granted("ann", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    join("duo", 1);
    open(wait);
    assertThat(no(yard.acquire("duo", exclusive("x"))).code()).isEqualTo(RefusalCode.DEADLOCK);
  }

  @Test
  void theEndOfTheReceivingSessionTakesTheEdgeBack() {
    join("duo", 2);
    yard.begin("duo:t");
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    yard.receive("duo:t");
    join("duo", 2);
    assertThat(awaited(wait).receivedBy()).isNull();
    assertThat(yard.mailOf("duo")).containsExactly("q");
  }

  @Test
  void preemptionEndsTheAttemptThatAsked() {
    yard.shard.ok(new WaitCommand.SetDeadlockPolicy(DeadlockPolicy.PREEMPT));
    yard.begin("ann:t");
    yard.granted("ann:t", exclusive("x"));
    yard.waits("bob", exclusive("x"));
    assertThat(no(yard.request("ann:t", "q", "bob")).code()).isEqualTo(RefusalCode.DEADLOCK);
    assertThat(yard.shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(yard.holds("bob", exclusive("x"))).isTrue();
    assertThat(yard.mailOf("bob")).isEmpty();
  }

  @Test
  void theWaitVanishesWithItsHolderAndItsSlotIsNotFree() {
    yard.begin("ann:t");
    yard.shard.submit("next");
    yard.request("ann:t", "q", "bob");
    yard.shard.claim(AgentId.of("ann"), yard.caller("ann").session(), 1);
    assertThat(yard.shard.state("next")).isEqualTo(TaskState.Name.READY);
    yard.shard.complete("t");
    assertThat(yard.openWaits()).isEmpty();
    assertThat(yard.shard.state("next")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  @Test
  void aHolderAwaitsSoManyRepliesAndNoMore() {
    for (int i = 0; i < WaitTable.MAX_PER_HOLDER; i++) {
      waits(yard.request("ann", "q" + i, "bob"));
    }
    assertThat(no(yard.request("ann", "more", "bob")).code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(yard.mailOf("bob")).doesNotContain("more");
    assertThat(yard.shard.allEvents()).noneMatch(WaitEvent.DeadlockDetected.class::isInstance);
  }

  @Test
  void aNewLeaderKnowsWhoHasTheRequest() {
    join("duo", 2);
    yard.begin("duo:t");
    yard.granted("ann", exclusive("x"));
    FencingToken wait = waits(yard.request("ann", "q", "duo"));
    yard.receive("duo:t");
    yard.shard.failOver();
    assertThat(no(yard.acquire("duo:t", exclusive("x"))).code()).isEqualTo(RefusalCode.DEADLOCK);
    yard.answer("duo:t", "r", "q", "ann");
    assertThat(yard.outcome(wait)).isEqualTo(new Outcome.Replied(MessageId.of("r")));
  }

  @Test
  void anAgentsOwnRequestIsNotItsReplyForANewLeaderEither() {
    FencingToken wait = waits(yard.request("ann", "q", "ann"));
    yard.shard.failOver();
    yard.shard.ok(beat("bob"));
    open(wait);
  }

  @Test
  void aNewLeaderTellsWhatTheFormerHadNoRoomToTell() {
    Yard slow = new Yard(new ShardHarness(true, 12), "ann", "bob");
    List<FencingToken> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(waits(slow.request("ann", "q" + i, "bob")));
    }
    for (int i = 1; i < MailLimits.MAX_DELIVERIES; i++) {
      slow.receive("bob");
      slow.join(AgentProfile.named("bob"));
    }
    slow.receive("bob");
    Caller bob = slow.caller("bob");
    slow.shard.begin(new AgentCommand.LeaveAgent(bob.agent(), bob.session(), SessionEnd.LEFT));
    assertThat(slow.openWaits()).as("what is left to tell").isNotEmpty();
    slow.shard.failOver();
    Caller ann = slow.caller("ann");
    slow.shard.ok(new AgentCommand.Heartbeat(ann.agent(), ann.session()));
    assertThat(waits)
        .allSatisfy(wait -> assertThat(slow.outcome(wait)).isInstanceOf(Outcome.Hopeless.class));
  }
}
