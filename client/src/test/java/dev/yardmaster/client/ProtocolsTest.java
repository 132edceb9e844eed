package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.record.RecordEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coordination protocols, also when a participant dies or sleeps (R81). */
class ProtocolsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration NONE = Duration.ZERO;

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final Protocols protocols = manager.protocols();
  private final AgentSession a = join("a");
  private final AgentSession b = join("b");
  private final AgentSession c = join("c");

  @AfterEach
  void close() {
    yard.close();
  }

  /**
   * Joins; an earlier session of the agent ends, as it does when its process died and came back.
   */
  private AgentSession join(String id) {
    return manager.agents().register(AgentProfile.named(id));
  }

  private static <T> CompletableFuture<T> start(Callable<T> part) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(part.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static <T> T get(CompletableFuture<T> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<Integer> arrive(AgentSession agent, Duration timeout) {
    return start(() -> protocols.run(Barrier.of(3), agent, "ready", "", timeout));
  }

  /** Until the record of the instance holds what an agent did. */
  private void awaitState(String key, String text) {
    manager
        .events()
        .of(RecordEvent.RecordPut.class)
        .after(new LogPosition(0))
        .where(put ->
            put.key().equals(RecordKey.of("protocol/" + key))
                && put.value().asText().contains(text))
        .await(Duration.ofSeconds(30));
  }

  @Test
  void nobodyPassesABarrierBeforeAllHaveArrived() throws Exception {
    CompletableFuture<Integer> first = arrive(a, LONG);
    awaitState("barrier/ready", "\"a\"");
    CompletableFuture<Integer> second = arrive(b, LONG);
    awaitState("barrier/ready", "\"b\"");
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();

    assertThat(get(arrive(c, LONG))).isEqualTo(2);
    assertThat(get(first)).isZero();
    assertThat(get(second)).isEqualTo(1);
  }

  @Test
  void whoGivesUpAtABarrierIsTakenBackAndMayComeAgain() throws Exception {
    assertThatThrownBy(() -> protocols.run(Barrier.of(3), a, "ready", "", NONE))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> {
              assertThat(e.code()).isEqualTo(RefusalCode.TIMEOUT);
              assertThat(e).hasMessageContaining("3 parties");
            });
    CompletableFuture<Integer> second = arrive(b, LONG);
    awaitState("barrier/ready", "\"b\"");
    CompletableFuture<Integer> third = arrive(c, LONG);
    awaitState("barrier/ready", "\"c\"");
    assertThat(second).as("two are there, not three").isNotDone();
    assertThat(get(arrive(a, LONG))).isEqualTo(2);
    assertThat(get(second) + get(third)).isEqualTo(1);
  }

  @Test
  void whoDiesAtABarrierHasArrivedAndPassesWhenItComesBackHoweverLate() throws Exception {
    CompletableFuture<Integer> died = arrive(a, LONG);
    awaitState("barrier/ready", "\"a\"");
    AgentSession back = join("a");
    CompletableFuture<Integer> second = arrive(b, LONG);
    CompletableFuture<Integer> third = arrive(c, LONG);
    assertThat(get(second) + get(third)).isEqualTo(3);
    assertThat(get(arrive(back, NONE))).isZero();
    assertThat(get(died)).as("reading needs no session").isZero();
  }

  @Test
  void aBarrierOfAnotherSizeOrOneTooManyIsRefused() throws Exception {
    assertThat(protocols.run(Barrier.of(1), a, "one", "", NONE)).isZero();
    assertThatThrownBy(() -> protocols.run(Barrier.of(1), b, "one", "", NONE))
        .hasMessageContaining("choose another instance");
    assertThatThrownBy(() -> protocols.run(Barrier.of(2), b, "one", "", NONE))
        .hasMessageContaining("begun for 1");
    protocols.forget(Barrier.of(1), a, "one");
    assertThat(protocols.run(Barrier.of(1), b, "one", "", NONE)).isZero();
  }

  @Test
  void oneLeadsAtATimeAndTheNextOneWhenItDies() throws Exception {
    LeaderElection election = new LeaderElection();
    Lock first = protocols.run(election, a, "yard", 50, LONG);
    CompletableFuture<Lock> waiting = start(() -> protocols.run(election, b, "yard", 50, LONG));
    assertThatThrownBy(() -> protocols.run(election, c, "yard", 50, Duration.ofMillis(1)))
        .isInstanceOf(ResourceTimeoutException.class);
    assertThat(waiting).isNotDone();

    join("a");
    Lock second = get(waiting);
    Awaitility.await().atMost(LONG).until(first::isLost); // who lost it is told on its own stream
    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void aFormerLeaderThatSleptIsFenced() throws Exception {
    LeaderElection election = new LeaderElection();
    Lock slept = protocols.run(election, a, "yard", 50, LONG);
    manager.resources().forceRelease(slept.token(), "operator");
    Lock second = protocols.run(election, b, "yard", 50, LONG);

    assertThatThrownBy(() ->
            manager.records().putAny(a.ifHolds(slept), RecordKey.of("state"), Payload.text("old")))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isEqualTo(RefusalCode.STALE_TOKEN));
    manager.records().putAny(b.ifHolds(second), RecordKey.of("state"), Payload.text("new"));
    assertThat(manager.records().get(RecordKey.of("state")).orElseThrow().value().asText())
        .isEqualTo("new");
  }

  @Test
  void theCandidateOfHigherPriorityLeadsNext() throws Exception {
    LeaderElection election = new LeaderElection();
    Lock first = protocols.run(election, a, "yard", 50, LONG);
    CompletableFuture<Lock> low = start(() -> protocols.run(election, b, "yard", 10, LONG));
    awaitWaits(1);
    CompletableFuture<Lock> high = start(() -> protocols.run(election, c, "yard", 90, LONG));
    awaitWaits(2);
    first.close();
    get(high).close();
    get(low).close();
  }

  private void awaitWaits(int count) {
    await().atMost(LONG).until(() -> manager.resources().waits(10).size() == count);
  }

  private static Vote ofThree() {
    return Vote.among(Set.of(AgentId.of("a"), AgentId.of("b"), AgentId.of("c")));
  }

  private CompletableFuture<Vote.Result> vote(AgentSession agent, String choice, Duration time) {
    return start(() -> protocols.run(ofThree(), agent, "name", choice, time));
  }

  @Test
  void aVoteIsOverWithTheMajorityAndTellsEverybodyTheSame() throws Exception {
    CompletableFuture<Vote.Result> first = vote(a, "blue", LONG);
    awaitState("vote/name", "blue");
    Vote.Result decided = get(vote(b, "blue", LONG));
    assertThat(decided.winner()).contains("blue");
    assertThat(get(first)).isEqualTo(decided);
    assertThat(get(vote(c, "red", LONG))).as("who slept changes nothing").isEqualTo(decided);
  }

  @Test
  void withoutAMajorityOfTheWholeElectorateNobodyWins() throws Exception {
    Vote.Result alone = get(vote(a, "blue", NONE));
    assertThat(alone.winner()).isEmpty();
    assertThat(alone.ballots()).containsOnlyKeys(AgentId.of("a"));
    assertThat(get(vote(b, "blue", LONG))).as("it is over").isEqualTo(alone);
  }

  @Test
  void aVoterThatDiedAndComesBackVotesOnce() throws Exception {
    CompletableFuture<Vote.Result> died = vote(a, "blue", LONG);
    awaitState("vote/name", "blue");
    AgentSession back = join("a");
    CompletableFuture<Vote.Result> again = vote(back, "red", LONG);
    awaitBoth(again);
    assertThat(get(vote(b, "blue", LONG)).winner()).contains("blue");
    assertThat(get(again).ballots()).containsEntry(AgentId.of("a"), "blue");
    assertThat(get(died).winner()).contains("blue");
  }

  /** The second vote of an agent writes the record once more, at version two or above. */
  private void awaitBoth(CompletableFuture<?> pending) {
    List<RecordEvent.RecordPut> puts = new ArrayList<>();
    manager
        .events()
        .of(RecordEvent.RecordPut.class)
        .after(new LogPosition(0))
        .where(put -> {
          puts.add(put);
          return puts.size() == 2;
        })
        .await(Duration.ofSeconds(30));
    assertThat(pending).isNotDone();
  }

  @Test
  void onlyTheElectorateVotes() {
    AgentSession outsider = join("z");
    assertThatThrownBy(() -> protocols.run(ofThree(), outsider, "name", "red", NONE))
        .hasMessageContaining("Expected one of [a, b, c]");
    assertThat(manager.records().get(RecordKey.of("protocol/vote/name"))).isEmpty();
  }

  private ContractNet.Announcement tender() {
    return new ContractNet.Announcement(Task.of("paint"), List.of(b.id(), c.id()));
  }

  private CompletableFuture<ContractNet.Award> announce(AgentSession agent, Duration timeout) {
    return start(() -> protocols.run(ContractNet.announce(), agent, "paint", tender(), timeout));
  }

  private CompletableFuture<Optional<ContractNet.Award>> bid(AgentSession agent, double cost) {
    return start(
        () -> protocols.run(ContractNet.bid(), agent, "paint", OptionalDouble.of(cost), LONG));
  }

  private void awaitAnnouncement(AgentSession agent) {
    Received told = manager.messages().receive(agent, 1, Duration.ofSeconds(30)).getFirst();
    assertThat(told.type()).isEqualTo(ContractNet.ANNOUNCEMENT);
    assertThat(Json.read(told.payload())).containsEntry("task", "paint");
    told.ack();
  }

  private Optional<AgentId> pinnedTo() {
    return manager.tasks().find(TaskId.of("paint")).map(task -> task.spec().requirements().agent());
  }

  @Test
  void theLowestBidGetsTheTask() throws Exception {
    CompletableFuture<ContractNet.Award> awarded = announce(a, LONG);
    awaitAnnouncement(b);
    awaitAnnouncement(c);
    CompletableFuture<Optional<ContractNet.Award>> dear = bid(b, 9.5);
    awaitState("contract-net/paint", "9.5");
    assertThat(awarded).isNotDone();
    CompletableFuture<Optional<ContractNet.Award>> cheap = bid(c, 3);

    ContractNet.Award award = get(awarded);
    assertThat(award).isEqualTo(new ContractNet.Award(c.id(), 3));
    assertThat(get(dear)).contains(award);
    assertThat(get(cheap)).contains(award);
    assertThat(pinnedTo()).contains(c.id());
  }

  @Test
  void aBidderThatDiedIsPassedOver() throws Exception {
    CompletableFuture<ContractNet.Award> awarded = announce(a, LONG);
    awaitAnnouncement(b);
    CompletableFuture<Optional<ContractNet.Award>> died = bid(b, 1);
    awaitState("contract-net/paint", "\"b\":1");
    b.close();
    CompletableFuture<Optional<ContractNet.Award>> lives = bid(c, 7);
    assertThat(get(awarded).winner()).isEqualTo(c.id());
    assertThat(get(died).orElseThrow().winner()).isEqualTo(c.id());
    assertThat(get(lives)).isEqualTo(get(died));
  }

  @Test
  void anAnnouncerThatDiedGoesOnWhereItWasAndALateBidCountsForNothing() throws Exception {
    CompletableFuture<ContractNet.Award> died = announce(a, LONG);
    awaitAnnouncement(b);
    AgentSession back = join("a");
    CompletableFuture<Optional<ContractNet.Award>> first = bid(b, 5);
    awaitState("contract-net/paint", "\"b\":5");
    ContractNet.Award award = get(announce(back, NONE));
    assertThat(award.winner()).isEqualTo(b.id());
    assertThat(get(first)).contains(award);
    assertThat(get(bid(c, 1))).as("it slept").contains(award);
    assertThat(pinnedTo()).contains(b.id());
    died.cancel(true);
    assertThat(manager.messages().mailbox(b.id()).orElseThrow().messages())
        .as("told once")
        .isZero();
  }

  @Test
  void withoutBidsNothingIsAwardedAndOutsidersCannotBid() throws Exception {
    CompletableFuture<ContractNet.Award> awarded = announce(a, NONE);
    assertThat(awarded)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            CoordinationException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TIMEOUT));
    assertThat(manager.tasks().find(TaskId.of("paint"))).isEmpty();
    assertThatThrownBy(
            () -> protocols.run(ContractNet.bid(), a, "paint", OptionalDouble.of(1), NONE))
        .hasMessageContaining("Expected a candidate");
  }

  /** A protocol of one's own: whoever comes first names the project. */
  private static final class FirstName implements CoordinationProtocol<String, String> {
    @Override
    public String name() {
      return "first-name";
    }

    @Override
    public String play(ProtocolRun run, String name) {
      return String.valueOf(
          run.update(
                  state -> {
                    state.putIfAbsent("name", name);
                    return state;
                  })
              .get("name"));
    }
  }

  @Test
  void anybodysOwnProtocolRunsLikeTheShippedOnes() {
    assertThat(protocols.run(new FirstName(), a, "project", "yard", NONE)).isEqualTo("yard");
    assertThat(protocols.run(new FirstName(), b, "project", "dock", NONE)).isEqualTo("yard");
  }
}
