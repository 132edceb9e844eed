package dev.yardmaster.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A chain and a star of a million tasks: nothing recurses, nothing is quadratic. */
final class DeepAndWideGraphTest {
  private static final int TASKS = 1_000_000;

  private static List<GraphTask<Integer>> chainBackwards() {
    List<GraphTask<Integer>> tasks = new ArrayList<>(TASKS);
    for (int i = TASKS - 1; i > 0; i--) {
      tasks.add(GraphTask.of(i, i - 1));
    }
    tasks.add(GraphTask.of(0));
    return tasks;
  }

  @Test
  void aChainOfAMillionAnswersEveryQuestion() {
    DependencyGraph<Integer> graph = new DependencyGraph<>();
    graph.addTask(0);
    for (int i = 1; i < TASKS; i++) {
      graph.addTask(i, i - 1);
    }
    assertThat(graph.allDependents(0)).hasSize(TASKS - 1);
    assertThat(graph.topologicalOrder()).hasSize(TASKS).startsWith(0, 1).endsWith(TASKS - 1);
    CriticalPath<Integer> path = graph.criticalPath(task -> Duration.ofSeconds(1));
    assertThat(path.length()).isEqualTo(Duration.ofSeconds(TASKS));
    assertThat(graph.markFailed(0).skipped()).hasSize(TASKS - 1);
  }

  @Test
  void aChainOfAMillionGivenBackwardsIsSorted() {
    DependencyGraph<Integer> graph = new DependencyGraph<>();
    assertThat(graph.addAll(chainBackwards()).ready()).containsExactly(0);
    assertThat(graph.topologicalOrder()).startsWith(0, 1, 2).endsWith(TASKS - 1);
  }

  @Test
  void aCycleOfAMillionIsFoundWhole() {
    List<GraphTask<Integer>> tasks = chainBackwards();
    tasks.set(TASKS - 1, GraphTask.of(0, TASKS - 1));
    List<Cycle<Integer>> cycles = DependencyGraph.detectCycles(tasks);
    assertThat(cycles).hasSize(1);
    assertThat(cycles.getFirst().path()).hasSize(TASKS + 1);
  }

  @Test
  void aStarOfAMillionOpensClosesAndIsTakenApart() {
    DependencyGraph<Integer> graph = new DependencyGraph<>();
    graph.addTask(0);
    for (int i = 1; i < TASKS; i++) {
      graph.addTask(i, 0);
    }
    assertThat(graph.markCompleted(0)).hasSize(TASKS - 1);
    for (int i = 1; i < TASKS; i++) {
      graph.markCompleted(i);
      graph.removeTask(i);
    }
    assertThat(graph.size()).isEqualTo(1);
    assertThat(graph.readyTasks()).isEmpty();
  }
}
