package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlanGraphTest {

  private static final PlanFile PLAN =
      GoodPlans.read(
          """
          name: p
          tasks:
            - {id: "b:2", run: x, dependsOn: [a/1]}
            - {id: a/1, run: x}
            - {id: end, run: x, dependsOn: [{id: "b:2", on: completion}, a/1]}
          """);

  @Test
  void dotShowsEveryTaskAndDependency() throws IOException {
    var text = new StringBuilder();
    PlanGraph.dot(PLAN, text);

    assertThat(text)
        .hasToString(
            """
            digraph "p" {
              rankdir=LR;
              node [shape=box];
              t0 [label="b:2", tooltip="b"];
              t1 [label="a/1", tooltip="a"];
              t2 [label="end", tooltip="end"];
              t1 -> t0;
              t0 -> t2 [style=dashed];
              t1 -> t2;
            }
            """);
  }

  @Test
  void mermaidShowsEveryTaskAndDependency() throws IOException {
    var text = new StringBuilder();
    PlanGraph.mermaid(PLAN, text);

    assertThat(text)
        .hasToString(
            """
            flowchart LR
              t0["b:2"]
              t1["a/1"]
              t2["end"]
              t1 --> t0
              t0 -.-> t2
              t1 --> t2
            """);
  }

  @Test
  void topologicalOrderPutsTasksAfterWhatTheyWaitFor() {
    assertThat(TaskGraph.of(PLAN.tasks()).topologicalOrder()).containsExactly(1, 0, 2);
  }

  @Test
  void aChainOfAMillionIsOrderedWithoutRecursion() {
    int[] order = TaskGraph.ofPositions(chain(1_000_000)).topologicalOrder();

    assertThat(order).hasSize(1_000_000).startsWith(999_999, 999_998).endsWith(1, 0);
  }

  @Test
  void aCycleOfAMillionIsFoundWithoutRecursion() {
    List<List<Integer>> ring = chain(1_000_000);
    ring.set(999_999, List.of(0));

    assertThat(TaskGraph.ofPositions(ring).cycle()).hasSize(1_000_000);
  }

  @Test
  void tasksBehindACycleAreNotPartOfIt() {
    TaskGraph graph =
        TaskGraph.ofPositions(List.of(List.of(1), List.of(3, 2), List.of(1), List.of()));

    assertThat(graph.cycle()).containsExactlyInAnyOrder(1, 2);
  }

  /** Each task waits for the next. */
  private static List<List<Integer>> chain(int length) {
    List<List<Integer>> chain =
        new ArrayList<>(
            IntStream.range(0, length - 1).mapToObj(task -> List.of(task + 1)).toList());
    chain.add(List.of());
    return chain;
  }
}
