package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentWorkload;
import dev.yardmaster.client.Steal;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.WorkStealingCoordinator;
import dev.yardmaster.client.WorkloadStats;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.graph.DependencyGraph;
import dev.yardmaster.core.identity.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is usable without a Yardmaster. */
final class AloneExamplesTest {
  @Test
  void theBestAgentInThreeLines() {
    // @start region="best"
    WorkStealingCoordinator coordinator = new WorkStealingCoordinator();
    coordinator.updateAgentWorkload(AgentWorkload.idle(AgentProfile.named("coder-1")));
    Optional<AgentId> best = coordinator.findBestAgent(Task.of("compile"));
    // @end
    assertThat(best).contains(AgentId.of("coder-1"));
  }

  @Test
  void workThatShouldMove() {
    // @start region="steals"
    WorkStealingCoordinator coordinator = new WorkStealingCoordinator();
    AgentProfile slow = AgentProfile.named("slow").prefetch(8);
    AgentProfile fast = AgentProfile.named("fast").prefetch(8);
    coordinator.recordTaskDuration("build", fast.id(), Duration.ofSeconds(2));
    coordinator.updateAgentWorkload(
        AgentWorkload.idle(slow).queued(Task.of("t1").type("build"), Task.of("t2").type("build")));
    coordinator.updateAgentWorkload(AgentWorkload.idle(fast));
    List<Steal> steals = coordinator.steals(); // t2 from slow to fast
    WorkloadStats stats = coordinator.workloadStats(); // two agents, two tasks queued
    // @end
    assertThat(steals).extracting(steal -> steal.task().value()).containsExactly("t2");
    assertThat(stats.queued()).isEqualTo(2);
  }

  @Test
  void aGraphInThreeLines() {
    // @start region="graph"
    DependencyGraph<String> graph = new DependencyGraph<>();
    graph.addTask("compile");
    graph.addTask("test", "compile");
    List<String> ready = graph.markCompleted("compile"); // test
    // @end
    assertThat(ready).containsExactly("test");
  }
}
