package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Choosing agents and moving work without a Yardmaster (R31, R33). */
class WorkStealingCoordinatorTest {
  private static final AgentId A = AgentId.of("a");
  private static final AgentId B = AgentId.of("b");

  private final WorkStealingCoordinator coordinator = new WorkStealingCoordinator();

  private static AgentProfile profile(String id) {
    return AgentProfile.named(id).prefetch(10);
  }

  private static Task[] tasks(String prefix, int count) {
    Task[] tasks = new Task[count];
    for (int i = 0; i < count; i++) {
      tasks[i] = Task.of(prefix + i).type("build");
    }
    return tasks;
  }

  @Test
  void onlyAgentsThatCanDoItAndAreNotBusyAreChosen() {
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a").capabilities("python")));
    coordinator.updateAgentWorkload(
        AgentWorkload.idle(profile("b").capabilities("java")).loadPercent(90));
    Task task = Task.of("t").requires("java");
    assertThat(coordinator.findBestAgent(task)).isEmpty();

    coordinator.updateAgentWorkload(
        AgentWorkload.idle(profile("b").capabilities("java")).loadPercent(89));
    assertThat(coordinator.findBestAgent(task)).contains(B);
    assertThat(coordinator.findBestAgent(Task.of("p").pinnedTo(A))).contains(A);
  }

  @Test
  void theLearnedSpeedOfAnAgentOutweighsItsQueue() {
    for (int i = 0; i < 20; i++) {
      coordinator.recordTaskDuration("build", A, Duration.ofSeconds(40));
      coordinator.recordTaskDuration("build", B, Duration.ofSeconds(2));
    }
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")).running(tasks("r", 1)));
    assertThat(coordinator.findBestAgent(Task.of("t").type("build"))).contains(B);
  }

  @Test
  void ofEqualsTheOneOfHigherPriorityIsChosen() {
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a").priority(10)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b").priority(20)));
    assertThat(coordinator.findBestAgent(Task.of("t"))).contains(B);
  }

  @Test
  void anAgentRunDryTakesABatchOfWhatWasGivenLast() {
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 6)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")));

    List<Steal> steals = coordinator.steals();

    assertThat(steals).extracting(Steal::task).containsExactly(TaskId.of("q5"), TaskId.of("q4"));
    assertThat(steals).allMatch(each -> each.from().equals(A) && each.to().equals(B));
    assertThat(coordinator.workloadStats().queued()).as("it moves nothing itself").isEqualTo(6);
  }

  @Test
  void belowTheThresholdOrWithoutGainNothingMoves() {
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 3)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")).running(tasks("r", 1)));
    assertThat(coordinator.steals()).as("two apart, three needed").isEmpty();

    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 1)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")));
    assertThat(coordinator.steals()).as("it would end no sooner").isEmpty();
  }

  @Test
  void whatHasLocksOrAPinStaysAndSoDoesWhatTheThiefCannotDo() {
    Task locked = Task.of("l").type("build").locks(LockRequest.exclusive("file"));
    Task pinned = Task.of("p").type("build").pinnedTo(A);
    Task java = Task.of("j").type("build").requires("java");
    coordinator.updateAgentWorkload(
        AgentWorkload.idle(profile("a").capabilities("java"))
            .running(tasks("r", 1))
            .queued(locked, pinned, java));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")));
    assertThat(coordinator.steals()).isEmpty();
  }

  @Test
  void appliedMovesAreNotTakenBack() {
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 4)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")));
    assertThat(coordinator.steals()).hasSize(2);

    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 2)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")).queued(tasks("s", 2)));
    assertThat(coordinator.steals()).isEmpty();
  }

  @Test
  void stealingCanBeOff() {
    WorkStealingCoordinator off = new WorkStealingCoordinator(PlacementPolicy.Stealing.OFF);
    off.updateAgentWorkload(AgentWorkload.idle(profile("a")).queued(tasks("q", 6)));
    off.updateAgentWorkload(AgentWorkload.idle(profile("b")));
    assertThat(off.steals()).isEmpty();
  }

  @Test
  void statsCountWhatIsThere() {
    assertThat(coordinator.workloadStats()).isEqualTo(new WorkloadStats(0, 0, 0, 0, 0, 0));
    coordinator.updateAgentWorkload(
        AgentWorkload.idle(profile("a").maxConcurrentTasks(3))
            .running(tasks("r", 2))
            .queued(tasks("q", 4)));
    coordinator.updateAgentWorkload(AgentWorkload.idle(profile("b")));

    WorkloadStats stats = coordinator.workloadStats();
    assertThat(stats).isEqualTo(new WorkloadStats(2, 2, 4, 6, 0, 0.5));
    assertThat(stats.meanHeld()).isEqualTo(3);

    coordinator.removeAgent(A);
    assertThat(coordinator.workloadStats().agents()).isEqualTo(1);
  }

  @Test
  void loadsBeyondTheirRangeAreRefused() {
    assertThatThrownBy(() -> AgentWorkload.idle(profile("a")).loadPercent(101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 100");
  }
}
