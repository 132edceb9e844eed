package dev.yardmaster.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GraphTextTest {
  private final DependencyGraph<String> graph = new DependencyGraph<>();

  @Test
  void dotNamesTasksStatesAndConditions() {
    graph.addTask("a");
    graph.addTask(GraphTask.of("b", "a"));
    graph.addTask(GraphTask.of("c").afterEndOf("a"));
    assertThat(graph.toDot())
        .isEqualTo(
            """
            digraph dependencies {
              rankdir=LR;
              node [shape=box, style=filled];
              n0 [label="a", fillcolor="#fff3b0"];
              n1 [label="b", fillcolor="#eeeeee"];
              n2 [label="c", fillcolor="#eeeeee"];
              n0 -> n1;
              n0 -> n2 [style=dashed];
            }
            """);
  }

  @Test
  void mermaidNamesTasksStatesAndConditions() {
    graph.addTask("a");
    graph.addTask(GraphTask.of("b", "a"));
    graph.addTask(GraphTask.of("c").afterEndOf("a"));
    assertThat(graph.toMermaid())
        .startsWith(
            """
            flowchart LR
              n0["a"]:::READY
              n1["b"]:::WAITING
              n2["c"]:::WAITING
              n0 --> n1
              n0 -.-> n2
            """);
  }

  @Test
  void noIdBreaksOutOfItsLabel() {
    graph.addTask("a\"];\n evil [label=\"\\");
    graph.addTask("`<b>#&");
    assertThat(graph.toDot())
        .contains("[label=\"a\\\"];  evil [label=\\\"\\\\\", fillcolor")
        .doesNotContain("\n evil");
    assertThat(graph.toMermaid())
        .contains("n0[\"a#34;#93;#59;  evil #91;label#61;#34;#92;\"]")
        .contains("n1[\"#96;#60;b#62;#35;#38;\"]");
  }
}
