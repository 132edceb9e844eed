package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R30, R26: which task an agent gets. */
final class WhichTaskTest {
  private final ShardHarness shard = new ShardHarness();

  private static TaskSpec pinned(String id, String agent) {
    return needing(id, agent);
  }

  private static TaskSpec needing(String id, @Nullable String agent, String... capabilities) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                new TreeSet<>(List.of(capabilities)),
                Collections.emptySortedMap(),
                List.of(),
                agent == null ? null : AgentId.of(agent)));
  }

  private static TaskSpec labelled(String id, String label, String value) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                new TreeSet<>(), new TreeMap<>(java.util.Map.of(label, value)), List.of(), null));
  }

  private String next(String agent, FencingToken session) {
    shard.claim(AgentId.of(agent), session, 1);
    for (var task : shard.workspace().tasks().heldBy(session)) {
      String id = task.id().value();
      shard.run(id);
      return id;
    }
    return "-";
  }

  @Test
  void priorityGoesBeforeArrival() {
    shard.submit(TaskSpec.named("low").priority(10));
    shard.submit(TaskSpec.named("high").priority(90));
    FencingToken w = shard.join(AgentProfile.named("w"));
    assertThat(List.of(next("w", w), next("w", w))).containsExactly("high", "low");
  }

  @Test
  void aPriorityChangedLaterCounts() {
    shard.submit("a");
    shard.submit("b");
    shard.ok(new TaskCommand.SetTaskPriority(TaskId.of("b"), 51));
    FencingToken w = shard.join(AgentProfile.named("w"));
    assertThat(List.of(next("w", w), next("w", w))).containsExactly("b", "a");
  }

  @Test
  void everyTenthDispatchTakesTheOldestSoThatNothingStarves() {
    shard.submit(TaskSpec.named("old").priority(0));
    for (int i = 0; i < 30; i++) {
      shard.submit(TaskSpec.named("new" + i).priority(100));
    }
    FencingToken w = shard.join(AgentProfile.named("w"));
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      order.add(next("w", w));
    }
    assertThat(order).endsWith("old").doesNotHaveDuplicates();
  }

  @Test
  void anAgentWithoutPrefetchGetsTheBestTaskOfTheMomentItAsks() {
    FencingToken w = shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("first");
    shard.submit("second");
    shard.submit(TaskSpec.named("urgent").priority(99));
    shard.run("first");
    assertThat(shard.state("second")).isEqualTo(TaskState.Name.READY);
    assertThat(next("w", w)).isEqualTo("urgent");
  }

  @Test
  void aPinnedTaskWaitsForItsAgentAndIsFreeWhenThatIsGone() {
    FencingToken v = shard.join(AgentProfile.named("v"));
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit(pinned("t", "v"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    shard.ok(new AgentCommand.LeaveAgent(AgentId.of("v"), v, SessionEnd.LEFT));
    assertThat(shard.holder("t")).isEqualTo("w");
  }

  @Test
  void aTaskPinnedToAnAgentNotYetSeenWaitsForIt() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit(pinned("t", "later"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    shard.joinAndClaim(AgentProfile.named("later"));
    assertThat(shard.holder("t")).isEqualTo("later");
  }

  @Test
  void aPinDoesNotMakeAnAgentCapable() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit(needing("t", "w", "java"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    shard.joinAndClaim(AgentProfile.named("w").capabilities("java"));
    assertThat(shard.holder("t")).isEqualTo("w");
  }

  @Test
  void anAgentThatLeftAndCameBackHasItsPinsAgain() {
    FencingToken v = shard.join(AgentProfile.named("v"));
    shard.submit(pinned("t", "v"));
    shard.ok(new AgentCommand.LeaveAgent(AgentId.of("v"), v, SessionEnd.LEFT));
    shard.join(AgentProfile.named("v"));
    FencingToken w = shard.joinAndClaim(AgentProfile.named("w"));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(w).isNotNull();
    shard.joinAndClaim(AgentProfile.named("v"));
    assertThat(shard.holder("t")).isEqualTo("v");
  }

  @Test
  void capabilitiesAndLabelsMustAllBeThereAndTheStarStandsForEveryCapability() {
    shard.joinAndClaim(AgentProfile.named("half").capabilities("java"));
    shard.submit(needing("both", null, "java", "review"));
    assertThat(shard.state("both")).isEqualTo(TaskState.Name.READY);
    shard.joinAndClaim(AgentProfile.named("star").capabilities("*"));
    assertThat(shard.holder("both")).isEqualTo("star");
    shard.submit(labelled("here", "zone", "n"));
    assertThat(shard.state("here")).isEqualTo(TaskState.Name.READY);
    shard.joinAndClaim(AgentProfile.named("north").label("zone", "n"));
    assertThat(shard.holder("here")).isEqualTo("north");
  }

  @Test
  void anOverloadedAgentGetsNothingNewUntilItsReportIsAMinuteOld() {
    FencingToken w = shard.join(AgentProfile.named("w"));
    shard.ok(new AgentCommand.ReportLoad(AgentId.of("w"), w, 90, 10));
    shard.claim(AgentId.of("w"), w, 1);
    shard.submit("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    for (int i = 0; i < 4; i++) {
      shard.pass(15_000);
      assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
      shard.ok(new AgentCommand.Heartbeat(AgentId.of("w"), w));
    }
    shard.pass(1);
    assertThat(shard.holder("t")).isEqualTo("w");
  }

  @Test
  void aLowerLoadReportedLaterEndsTheOverloadAtOnce() {
    FencingToken w = shard.join(AgentProfile.named("w"));
    shard.ok(new AgentCommand.ReportLoad(AgentId.of("w"), w, 10, 95));
    shard.claim(AgentId.of("w"), w, 1);
    shard.submit("t");
    shard.ok(new AgentCommand.ReportLoad(AgentId.of("w"), w, 89, 89));
    assertThat(shard.holder("t")).isEqualTo("w");
  }

  @Test
  void aPausedWorkspaceAssignsAndStartsNothing() {
    FencingToken w = shard.joinAndClaim(AgentProfile.named("w").maxConcurrentTasks(2));
    shard.submit("before");
    shard.ok(new WorkspaceCommand.PauseWorkspace("ada"));
    shard.submit("after");
    assertThat(shard.state("after")).isEqualTo(TaskState.Name.READY);
    shard.refused(new TaskCommand.StartTask(TaskId.of("before"), shard.epoch("before")));
    shard.ok(new WorkspaceCommand.ResumeWorkspace("ada"));
    assertThat(shard.state("after")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(w).isNotNull();
  }
}
