package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.protocol.connection.ConflictChoice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conflicts, as people write them (R71). */
final class ConflictResolverTest {
  private static final ConflictId ID = ConflictId.of("c");
  private static final ResourceName FILE = ResourceName.of("file");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final ConflictResolver conflicts = manager.conflicts();
  private final AgentSession ann = manager.agents().register(AgentProfile.named("ann").priority(3));
  private final AgentSession bob = manager.agents().register(AgentProfile.named("bob").priority(7));
  private final AgentSession eve = manager.agents().register(AgentProfile.named("eve"));

  @AfterEach
  void close() {
    yard.close();
  }

  private ConflictView report(String strategy) {
    return conflicts.reportResourceConflict(
        eve, ID, FILE, List.of(ann.id(), bob.id()), ConflictOptions.by(strategy));
  }

  @Test
  void aReportWithAStrategyIsDecidedAtOnceAndEverybodyIsToldWhy_R71() {
    assertThat(report("priority").ruling()).map(Ruling::winner).contains(bob.id());
    assertThat(conflicts.await(ID, Duration.ofSeconds(5)).why()).contains("priority 7");
    assertThat(conflicts.activeConflicts(10)).isEmpty();
    assertThat(conflicts.history(10)).extracting(ConflictView::id).containsExactly(ID);
    assertThat(conflicts.stats().resolved()).containsEntry("priority", 1L);
  }

  @Test
  void whoResolvesLateIsToldTheFirstResult_R71() {
    report("manual");
    conflicts.addEvidence(ann, ID, Payload.text("half done"));
    ConflictView first = conflicts.resolve(ID, ann.id(), "ada");
    assertThat(first.ruling()).map(Ruling::winner).contains(ann.id());
    assertThat(conflicts.resolve(ID, bob.id(), "bea").ruling())
        .map(Ruling::winner)
        .contains(ann.id());
    assertThat(conflicts.autoResolve(ID, "bea").ruling()).isEqualTo(first.ruling());
  }

  @Test
  void anOutsiderNeverWins_R71() {
    report("manual");
    assertThatThrownBy(() -> conflicts.resolve(ID, eve.id(), "ada"))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).isEqualTo(RefusalCode.FAILED_PRECONDITION));
  }

  @Test
  void theWinnerPassesWhoWaitedLongerAndTheHolderKeepsItsLock_R71() throws Exception {
    Lock held = manager.resources().acquire(eve, LockRequest.exclusive("file"));
    CompletableFuture<Lock> first = acquire(ann);
    awaitWaits(1);
    CompletableFuture<Lock> second = acquire(bob);
    awaitWaits(2);
    report("manual");
    conflicts.resolve(ID, bob.id(), "ada");
    assertThat(manager.resources().check(held.token())).isPresent();
    held.close();
    second.get(10, TimeUnit.SECONDS).close();
    first.get(10, TimeUnit.SECONDS).close();
  }

  private Ruling decidedBy(String strategy, int number) {
    ConflictId id = ConflictId.of(strategy + number);
    conflicts.reportResourceConflict(
        eve, id, FILE, List.of(ann.id(), bob.id()), ConflictOptions.by(strategy));
    return conflicts.await(id, Duration.ofSeconds(30));
  }

  /** On a busy machine an answer may come later than 50 ms, and then it does not count. */
  @Test
  void aStrategyOfOnesOwnDecidesWhatItIsAsked_R71() {
    register(
        "judge",
        asked -> new ConflictChoice(asked.report().parties().getFirst().agent(), "its own"));
    Ruling ruling = decidedBy("judge", 0);
    for (int i = 1; i < 200 && !ruling.how().equals("judge"); i++) {
      ruling = decidedBy("judge", i);
    }
    assertThat(ruling).isEqualTo(new Ruling(ann.id(), "judge", "", "its own"));
  }

  /** The question that follows is decided after the registration. */
  private void register(String name, ConflictStrategy strategy) {
    var unused = conflicts.registerStrategy(name, strategy);
    manager.view();
  }

  @Test
  void aStrategyThatThrowsLeavesItToPriority_R71() {
    register(
        "broken",
        asked -> {
          throw new IllegalStateException("planned");
        });
    Ruling ruling = decidedBy("broken", 0);
    assertThat(ruling.winner()).isEqualTo(bob.id());
    assertThat(ruling.why()).startsWith("broken gave no answer");
  }

  @Test
  void aNameThatIsBuiltInIsRefused() {
    assertThatThrownBy(
            () -> conflicts.registerStrategy("vote", c -> new ConflictChoice(ann.id(), "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVoteIsDecidedByMoreThanHalf_R71() {
    report("vote");
    conflicts.vote(eve, ID, ann.id());
    conflicts.vote(ann, ID, ann.id());
    assertThat(conflicts.await(ID, Duration.ofSeconds(30)))
        .isEqualTo(new Ruling(ann.id(), "vote", "", "2 of 3 votes are for it"));
  }

  private CompletableFuture<Lock> acquire(AgentSession agent) {
    CompletableFuture<Lock> lock = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> lock.complete(manager.resources().acquire(agent, LockRequest.exclusive("file"))));
    return lock;
  }

  private void awaitWaits(int count) {
    while (manager.resources().waits(10).size() < count) {
      Thread.onSpinWait();
    }
  }
}
