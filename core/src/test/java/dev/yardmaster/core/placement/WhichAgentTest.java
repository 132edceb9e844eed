package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** R31, R33: which agent a task goes to, and when it moves on to another. */
final class WhichAgentTest {
  private final ShardHarness shard = new ShardHarness();

  private void strategy(String name) {
    shard.ok(
        new WorkspaceCommand.SetPlacementPolicy(
            PlacementPolicy.DEFAULT.strategy(name).stealing(PlacementPolicy.Stealing.OFF)));
  }

  private FencingToken worker(String name, int slots) {
    return shard.joinAndClaim(AgentProfile.named(name).maxConcurrentTasks(slots));
  }

  private List<String> holders(String... tasks) {
    return List.of(tasks).stream()
        .map(task -> {
          shard.submit(task);
          return shard.holder(task);
        })
        .toList();
  }

  @Test
  void capabilityPrefersTheLeastLoadedForItsSizeThenTheHigherPriority() {
    strategy("capability");
    shard.joinAndClaim(AgentProfile.named("small").maxConcurrentTasks(1).priority(40));
    shard.joinAndClaim(AgentProfile.named("big").maxConcurrentTasks(4).priority(60));
    assertThat(holders("a", "b", "c")).containsExactly("big", "small", "big");
  }

  @Test
  void roundRobinGoesToWhoeverWasServedLongestAgo() {
    strategy("round-robin");
    worker("a", 5);
    worker("b", 5);
    worker("c", 5);
    assertThat(holders("1", "2", "3", "4", "5")).containsExactly("a", "b", "c", "a", "b");
  }

  @Test
  void leastLoadedCountsTasksWhateverTheSize() {
    strategy("least-loaded");
    worker("big", 10);
    worker("small", 2);
    assertThat(holders("1", "2", "3", "4")).containsExactly("big", "small", "big", "small");
  }

  @Test
  void affinityStaysWithTheLastAgentOfTheTypeUnderFourFifthsOfItsSlots() {
    strategy("affinity");
    worker("a", 5);
    worker("b", 5);
    assertThat(holders("1", "2", "3", "4", "5")).containsExactly("a", "a", "a", "a", "b");
  }

  @Test
  void fastestLearnsSpeedsAndWaitsForTheFasterAgentButNotForEver() {
    strategy("fastest");
    FencingToken quick = shard.join(AgentProfile.named("quick"));
    FencingToken slow = shard.join(AgentProfile.named("slow"));
    for (int i = 0; i < 20; i++) {
      timed("q" + i, "quick", quick, 1_000);
      timed("s" + i, "slow", slow, 10_000);
    }
    double ratio =
        shard.workspace().durations().slowness(AgentId.of("slow"))
            / shard.workspace().durations().slowness(AgentId.of("quick"));
    assertThat(ratio).isBetween(5.0, 20.0);
    shard.claim(AgentId.of("quick"), quick, 1);
    shard.submit("running");
    shard.start("running");
    shard.claim(AgentId.of("slow"), slow, 1);
    shard.submit("patient");
    assertThat(shard.state("patient")).isEqualTo(TaskState.Name.READY);
    for (int i = 0; i < 6; i++) {
      shard.pass(10_000);
      shard.ok(new AgentCommand.Heartbeat(AgentId.of("quick"), quick));
      shard.ok(new AgentCommand.Heartbeat(AgentId.of("slow"), slow));
    }
    assertThat(shard.events(TaskEvent.TaskAssigned.class)).isEmpty();
    assertThat(
            shard.allEvents().stream()
                .anyMatch(e ->
                    e instanceof TaskEvent.TaskAssigned a
                        && a.task().equals(TaskId.of("patient"))
                        && a.agent().equals(AgentId.of("slow"))))
        .isTrue();
  }

  private void timed(String task, String agent, FencingToken session, long millis) {
    shard.claim(AgentId.of(agent), session, 1);
    shard.submit(task);
    shard.pass(5_000);
    shard.start(task);
    shard.pass(millis);
    shard.complete(task);
    for (var other : List.copyOf(shard.workspace().agents().all())) {
      shard.ok(new AgentCommand.Heartbeat(other.id(), other.session()));
    }
  }

  @Test
  void fastestFindsAnAgentBehindManyThatDoNotAsk() {
    strategy("fastest");
    for (int i = 0; i < 100; i++) {
      shard.join(AgentProfile.named("idle" + i));
    }
    worker("asks", 1);
    assertThat(holders("t")).containsExactly("asks");
  }

  @Test
  void fastestFindsACapableAgentBehindManyThatAreNot() {
    strategy("fastest");
    for (int i = 0; i < 100; i++) {
      shard.joinAndClaim(AgentProfile.named("other" + i));
    }
    shard.joinAndClaim(AgentProfile.named("asks").capabilities("java"));
    shard.submit(
        TaskSpec.named("t")
            .requirements(
                new Requirements(
                    new TreeSet<>(List.of("java")),
                    Collections.emptySortedMap(),
                    List.of(),
                    null)));
    assertThat(shard.holder("t")).isEqualTo("asks");
  }

  private PlacementEvent.PlacementRequested ask(String task) {
    shard.ok(new WorkspaceCommand.RegisterStrategy("mine"));
    strategy("mine");
    worker("a", 2);
    worker("b", 2);
    shard.submit(task);
    return shard.events(PlacementEvent.PlacementRequested.class).getFirst();
  }

  @Test
  void aUsersStrategyIsAskedOutsideAndItsAnswerTaken() {
    var asked = ask("t");
    assertThat(asked.candidates()).containsExactly(AgentId.of("a"), AgentId.of("b"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    shard.ok(
        new TaskCommand.Place(asked.task(), asked.generation(), AgentId.of("b"), "it is warm"));
    assertThat(shard.holder("t")).isEqualTo("b");
    assertThat(shard.events(TaskEvent.TaskAssigned.class).getLast().choice().reason())
        .isEqualTo("chosen by mine: it is warm");
  }

  @Test
  void aSilentStrategyIsReplacedAfterFiftyMilliseconds() {
    var asked = ask("t");
    shard.pass(49);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    shard.pass(1);
    assertThat(shard.holder("t")).isEqualTo("a");
    assertThat(shard.events(PlacementEvent.PlacementFellBack.class)).hasSize(1);
    shard.refused(new TaskCommand.Place(asked.task(), asked.generation(), AgentId.of("b")));
  }

  @Test
  void aNonsenseAnswerFallsBackAndAStaleOneIsRefused() {
    var asked = ask("t");
    shard.refused(new TaskCommand.Place(asked.task(), asked.generation() - 1, AgentId.of("b")));
    shard.ok(new TaskCommand.Place(asked.task(), asked.generation(), AgentId.of("nobody")));
    assertThat(shard.holder("t")).isEqualTo("a");
    assertThat(shard.events(PlacementEvent.PlacementFellBack.class)).hasSize(1);
  }

  @Test
  void anAgentRunDryStealsOnlyWhatIsNotStartedUnderANewEpoch() {
    shard.joinAndClaim(AgentProfile.named("rich").prefetch(4));
    for (int i = 0; i < 5; i++) {
      shard.submit("t" + i);
    }
    shard.start("t0");
    FencingToken before = shard.epoch("t4");
    shard.joinAndClaim(AgentProfile.named("dry"));
    assertThat(shard.holder("t4")).isEqualTo("dry");
    assertThat(shard.epoch("t4")).isGreaterThan(before);
    assertThat(shard.holder("t0")).isEqualTo("rich");
    assertThat(shard.events(TaskEvent.WorkStolen.class)).hasSize(1);
  }

  @Test
  void stolenWorkDoesNotGoBackAndForth() {
    FencingToken rich = shard.joinAndClaim(AgentProfile.named("rich").prefetch(4));
    for (int i = 0; i < 5; i++) {
      shard.submit("t" + i);
    }
    FencingToken dry = shard.joinAndClaim(AgentProfile.named("dry").prefetch(4));
    for (int i = 0; i < 5; i++) {
      shard.claim(AgentId.of("rich"), rich, 5);
      shard.claim(AgentId.of("dry"), dry, 5);
      shard.pass(1_500);
    }
    long steals = shard.allEvents().stream().filter(TaskEvent.WorkStolen.class::isInstance).count();
    assertThat(steals).isBetween(1L, 3L);
  }
}
