package dev.yardmaster.core.conflict;

import static dev.yardmaster.core.conflict.ConflictWorld.FILE;
import static dev.yardmaster.core.conflict.ConflictWorld.ID;
import static dev.yardmaster.core.conflict.ConflictWorld.asks;
import static dev.yardmaster.core.conflict.ConflictWorld.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.workspace.ConflictStats;
import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who wins, by what, once, and only parties (R71). */
final class ConflictTest {
  private static final LockRequest LOCK = LockRequest.exclusive("file");

  private final ConflictWorld world = new ConflictWorld("eve");

  @Test
  void theHighestRealPriorityWinsByPriority_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.yard.granted("ann", LOCK);
    world.shard.ok(world.report(FILE, "priority", "eve", "ann", "bob"));
    assertThat(world.result()).isEqualTo("bob by priority");
    assertThat(world.why()).isEqualTo("priority 7 is the highest of them");
    world.shard.checkSnapshot();
  }

  @Test
  void whoAskedFirstWinsByTimestampAndAmongEqualPriorities_R71() {
    world.join("ann", 5);
    world.join("bob", 5);
    world.join("cid", 1);
    world.yard.granted("cid", LOCK);
    world.yard.waits("bob", LOCK);
    world.yard.waits("ann", LOCK);
    world.shard.ok(world.report(FILE, "manual", "eve", "ann", "bob"));
    world.shard.ok(asks("priority"));
    assertThat(world.result()).isEqualTo("bob by priority");
    assertThat(world.why()).contains("of 2 with priority 5", "asked first");
  }

  @Test
  void aPriorityGivenByAPersonCountsInPlaceOfTheAgentsOwn_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", "ann", "ann", "bob"));
    world.shard.ok(
        new ConflictCommand.ResolveConflict(
            ID,
            new ConflictCommand.ByStrategy("priority", new TreeMap<>(Map.of(AgentId.of("ann"), 9))),
            "ada"));
    assertThat(world.result()).isEqualTo("ann by priority");
  }

  @Test
  void aStrategyThatCannotTellLeavesItToAPersonAndSaysSo_R71() {
    world.join("ann", 5);
    world.join("bob", 5);
    world.shard.ok(world.report(FILE, "timestamp", "eve", "ann", "bob"));
    assertThat(world.conflict().state())
        .isInstanceOfSatisfying(
            ConflictState.Pending.class,
            pending -> assertThat(pending.why()).contains("timestamp does not tell"));
    assertThat(world.shard.refused(asks("priority")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    world.shard.ok(names("ann"));
    assertThat(world.result()).isEqualTo("ann by manual");
  }

  @Test
  void aConflictIsResolvedOnceAndWhoComesLaterIsToldHow_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", "ann", "ann", "bob"));
    world.shard.ok(names("ann"));
    for (ConflictCommand late :
        new ConflictCommand[] {
          names("bob"), asks("priority"), new ConflictCommand.AutoResolve(ID, "bea")
        }) {
      var refusal = world.shard.refused(late);
      assertThat(refusal.code()).isEqualTo(RefusalCode.ALREADY_EXISTS);
      assertThat(refusal.text()).contains("ann won by manual, asked by ada");
    }
    assertThat(world.result()).isEqualTo("ann by manual");
    world.shard.ok(world.report(FILE, "manual", "ann", "ann", "bob"));
    assertThat(world.result()).isEqualTo("ann by manual");
  }

  @Test
  void onlyPartiesWin_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "vote", "ann", "ann", "bob"));
    assertThat(world.shard.refused(names("eve")).code()).isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(world.shard.refused(world.votes("ann", "eve")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(world.result()).isEqualTo("-");
  }

  @Test
  void theDeadDoNotWinWhatOnlyTheLivingCanHave_R71() {
    world.join("ann", 3);
    var bob = world.join("bob", 7);
    world.shard.ok(new AgentCommand.LeaveAgent(AgentId.of("bob"), bob, SessionEnd.LEFT));
    world.shard.ok(world.report(FILE, "priority", "ann", "ann", "bob"));
    assertThat(world.result()).isEqualTo("ann by priority");
  }

  @Test
  void autoResolveGoesByFactsAlone_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", "eve", "ann", "bob"));
    world.shard.ok(new ConflictCommand.AutoResolve(ID, "ada"));
    assertThat(world.result()).isEqualTo("bob by priority");

    ConflictWorld equal = new ConflictWorld("ann", "bob", "eve");
    equal.yard.granted("eve", LOCK);
    equal.yard.waits("bob", LOCK);
    equal.shard.ok(equal.report(FILE, "manual", "eve", "ann", "bob"));
    equal.shard.ok(new ConflictCommand.AutoResolve(ID, "ada"));
    assertThat(equal.result()).isEqualTo("bob by timestamp");

    ConflictWorld unknown = new ConflictWorld("ann", "bob", "eve");
    unknown.shard.ok(unknown.report(FILE, "manual", "eve", "ann", "bob"));
    unknown.shard.ok(new ConflictCommand.AutoResolve(ID, "ada"));
    assertThat(unknown.conflict().state()).isInstanceOf(ConflictState.Voting.class);
  }

  @Test
  void moreThanHalfOfThoseActiveAtTheReportDecideAVoteAndMayChangeTheirMinds_R71() {
    ConflictWorld four = new ConflictWorld("ann", "bob", "cid", "eve");
    four.shard.ok(four.report(FILE, "vote", "eve", "ann", "bob"));
    four.yard.join(dev.yardmaster.core.agent.AgentProfile.named("late"));
    assertThat(four.shard.refused(four.votes("late", "ann")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    four.shard.ok(four.votes("ann", "ann"));
    four.shard.ok(four.votes("ann", "ann"));
    four.shard.ok(four.votes("bob", "bob"));
    four.shard.ok(four.votes("eve", "bob"));
    assertThat(four.result()).as("2 of 4 are not more than half").isEqualTo("-");
    four.shard.checkSnapshot();
    four.shard.failOver();
    four.shard.ok(four.votes("bob", "ann"));
    assertThat(four.result()).isEqualTo("-");
    four.shard.ok(four.votes("cid", "ann"));
    assertThat(four.result()).isEqualTo("ann by vote");
    assertThat(four.why()).isEqualTo("3 of 4 votes are for it");
  }

  @Test
  void aVoteWithoutAMajorityIsDecidedByWhoAskedFirstAfterAMinute_R71() {
    ConflictWorld four = new ConflictWorld("ann", "bob", "cid", "eve");
    four.yard.granted("bob", LOCK);
    four.shard.ok(four.report(FILE, "vote", "eve", "ann", "bob"));
    four.shard.ok(four.votes("ann", "ann"));
    for (int i = 0; i < 3; i++) {
      four.shard.pass(19_000);
      four.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), session(four, "bob")));
    }
    assertThat(four.result()).isEqualTo("-");
    four.shard.pass(3_001);
    assertThat(four.result()).isEqualTo("bob by timestamp");
    assertThat(four.why()).startsWith("no majority of the 4 who may vote, so it asked first");
  }

  private static dev.yardmaster.core.identity.FencingToken session(
      ConflictWorld world, String agent) {
    return world.yard.caller(agent).session();
  }

  @Test
  void aManualConflictPastItsDeadlineStaysOpenAndIsListed_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", 5_000, "ann", "ann", "bob"));
    world.shard.pass(5_001);
    assertThat(new Query.OfConflicts(false, 10).answer(world.shard.workspace()))
        .extracting(ConflictView::state)
        .containsExactly(
            new ConflictState.Pending(Long.MAX_VALUE, "nobody decided it within 5000 ms"));
  }

  @Test
  void aUsersStrategyIsAskedOutsideAndItsAnswerTaken_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(new WorkspaceCommand.RegisterStrategy(StrategyUse.CONFLICT, "mine"));
    world.shard.ok(world.report(FILE, "mine", "eve", "ann", "bob"));
    world.shard.ok(answer(0, "ann", "it owns it"));
    assertThat(world.result()).isEqualTo("ann by mine");
    assertThat(world.why()).isEqualTo("it owns it");
  }

  private ConflictCommand answer(long off, String winner, String why) {
    long generation =
        world.conflict().state() instanceof ConflictState.Asked asked ? asked.generation() : 0;
    return new ConflictCommand.AnswerConflict(ID, generation - off, AgentId.of(winner), why);
  }

  @Test
  void aUsersStrategyThatIsLateOrTalksNonsenseLeavesItToPriorityAndAnEventSaysSo_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "mine", "eve", "ann", "bob"));
    assertThat(world.shard.events(ConflictEvent.ResolutionFellBack.class))
        .extracting(ConflictEvent.ResolutionFellBack::reason)
        .containsExactly("nobody has registered it");
    assertThat(world.result()).isEqualTo("bob by priority");

    ConflictWorld late = new ConflictWorld("eve");
    late.join("ann", 3);
    late.join("bob", 7);
    late.shard.ok(new WorkspaceCommand.RegisterStrategy(StrategyUse.CONFLICT, "mine"));
    late.shard.ok(late.report(FILE, "mine", "eve", "ann", "bob"));
    late.shard.failOver();
    late.shard.pass(51);
    assertThat(late.result()).isEqualTo("bob by priority");
    assertThat(late.why()).contains("mine gave no answer (no answer within 50 ms)");
  }

  @Test
  void anAnswerWithAnOldGenerationIsRefusedAndOneForAnOutsiderFallsBack_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(new WorkspaceCommand.RegisterStrategy(StrategyUse.CONFLICT, "mine"));
    world.shard.ok(world.report(FILE, "mine", "eve", "ann", "bob"));
    assertThat(world.shard.refused(answer(1, "ann", "")).code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    world.shard.ok(answer(0, "eve", "mine"));
    assertThat(world.result()).isEqualTo("bob by priority");
  }

  @Test
  void evidenceIsOfPartiesAndWeighsUntilTheConflictIsResolved_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", "ann", "ann=first", "bob"));
    world.shard.ok(
        new ConflictCommand.AddEvidence(
            world.yard.caller("ann"), ID, Payload.text("second thoughts")));
    assertThat(world.shard.workspace().conflicts().bytes()).isEqualTo(15);
    assertThat(
            world
                .shard
                .refused(
                    new ConflictCommand.AddEvidence(
                        world.yard.caller("eve"), ID, Payload.text("me too")))
                .code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    world.shard.checkSnapshot();
    world.shard.ok(names("bob"));
    assertThat(world.shard.workspace().conflicts().bytes()).isZero();
  }

  @Test
  void historyAndStatisticsAreKeptThirtyDaysAndForTenThousand_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    world.shard.ok(world.report(FILE, "manual", "ann", "ann", "bob"));
    world.shard.pass(2_000);
    world.shard.ok(names("bob"));
    assertThat(new Query.OfConflictStats().answer(world.shard.workspace()))
        .isEqualTo(
            new ConflictStats(
                0,
                new TreeMap<>(Map.of("RESOURCE", 1L)),
                new TreeMap<>(Map.of("manual", 1L)),
                2_000));
    world.shard.checkSnapshot();
    assertThat(new Query.OfConflicts(true, 10).answer(world.shard.workspace())).hasSize(1);
    world.shard.pass(ConflictLimits.HISTORY_MILLIS + 1);
    assertThat(world.shard.workspace().conflicts().find(ID)).isNull();
  }

  @Test
  @Tag("large")
  void theOldestOfTenThousandResolvedConflictsIsForgottenFirst_R71() {
    ConflictWorld many =
        new ConflictWorld(new dev.yardmaster.core.shard.ShardHarness(false), "ann", "bob");
    for (int i = 0; i <= ConflictLimits.MAX_HISTORY; i++) {
      ConflictId id = ConflictId.of("c" + i);
      many.shard.ok(many.report(id, FILE, "manual", 0, "ann", "ann", "bob"));
      many.shard.ok(
          new ConflictCommand.ResolveConflict(
              id, new ConflictCommand.Winner(AgentId.of("ann"), false, ""), "ada"));
    }
    assertThat(many.shard.workspace().conflicts().find(ConflictId.of("c0"))).isNull();
    assertThat(many.shard.workspace().conflicts().find(ConflictId.of("c1"))).isNotNull();
    assertThat(many.shard.workspace().conflicts().resolved()).hasSize(ConflictLimits.MAX_HISTORY);
    assertThat(many.shard.live().verify()).isEmpty();
  }

  @Test
  void nobodyVotesWhereNobodyWasActive_R71() {
    world.join("ann", 3);
    world.join("bob", 7);
    for (String agent : new String[] {"ann", "bob", "eve"}) {
      world.shard.ok(new AgentCommand.SetAgentStatus(AgentId.of(agent), AgentStatus.PAUSED));
    }
    world.shard.ok(world.report(FILE, "vote", "ann", "ann", "bob"));
    assertThat(world.conflict().state())
        .isEqualTo(
            new ConflictState.Pending(
                Long.MAX_VALUE, "no agent active since the report could vote"));
  }
}
