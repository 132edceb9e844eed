package dev.yardmaster.cli.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The picture of a plan as text, for Graphviz (DOT) or Mermaid. Arrows point from a task to those
 * that wait for it; dashed ones mean "on completion". Nodes are numbered, so that ids need no
 * quoting; ids are labels and escaped as each language demands.
 */
public final class PlanGraph {

  /** Writes a DOT digraph. */
  public static void dot(PlanFile plan, Appendable out) throws IOException {
    out.append("digraph ").append(dotText(plan.name())).append(" {\n  rankdir=LR;\n");
    out.append("  node [shape=box];\n");
    List<PlanTask> tasks = plan.tasks();
    for (int i = 0; i < tasks.size(); i++) {
      PlanTask task = tasks.get(i);
      out.append("  t" + i + " [label=" + dotText(task.id()))
          .append(", tooltip=" + dotText(task.type()) + "];\n");
    }
    edges(
        tasks,
        (from, to, on) -> {
          out.append("  t" + from + " -> t" + to);
          out.append(on == PlanDependency.On.COMPLETION ? " [style=dashed];\n" : ";\n");
        });
    out.append("}\n");
  }

  /** Writes a Mermaid flowchart. */
  public static void mermaid(PlanFile plan, Appendable out) throws IOException {
    out.append("flowchart LR\n");
    List<PlanTask> tasks = plan.tasks();
    for (int i = 0; i < tasks.size(); i++) {
      out.append("  t" + i + "[\"" + mermaidText(tasks.get(i).id()) + "\"]\n");
    }
    edges(
        tasks,
        (from, to, on) ->
            out.append(
                "  t"
                    + from
                    + (on == PlanDependency.On.COMPLETION ? " -.-> t" : " --> t")
                    + to
                    + "\n"));
  }

  private interface Edge {
    void accept(int from, int to, PlanDependency.On on) throws IOException;
  }

  private static void edges(List<PlanTask> tasks, Edge edge) throws IOException {
    TaskGraph graph = TaskGraph.of(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      List<Integer> from = new ArrayList<>();
      graph.dependencies(i, from::add);
      for (int k = 0; k < from.size(); k++) {
        edge.accept(from.get(k), i, tasks.get(i).dependsOn().get(k).on());
      }
    }
  }

  private static String dotText(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  // Mermaid reads entities in quoted labels, with # in place of &; a backtick starts Markdown.
  private static String mermaidText(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || "._:/@+- ".indexOf(c) >= 0) {
            escaped.appendCodePoint(c);
          } else {
            escaped.append('#').append(c).append(';');
          }
        });
    return escaped.toString();
  }

  private PlanGraph() {}
}
