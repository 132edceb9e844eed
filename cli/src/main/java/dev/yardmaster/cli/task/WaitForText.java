package dev.yardmaster.cli.task;

import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.deadlock.Node;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wait-for graph as text, and as text that draws a picture. */
final class WaitForText {
  private static final int WIDTH = 80;

  private final List<Edge> edges;
  private final Map<Node, String> names = new LinkedHashMap<>();

  WaitForText(List<Edge> edges) {
    this.edges = edges;
    for (Edge edge : edges) {
      names.putIfAbsent(edge.from(), "n" + names.size());
      names.putIfAbsent(edge.to(), "n" + names.size());
    }
  }

  /** One line per edge, or one for each of its parts where that would be too wide. */
  void print(PrintWriter out) {
    for (Edge edge : edges) {
      String line = edge.toString();
      if (line.length() <= WIDTH) {
        out.println(line);
      } else {
        out.println(edge.from());
        out.println("  waits for " + edge.to());
        out.println("  " + edge.why());
      }
    }
    if (edges.isEmpty()) {
      out.println("nobody waits");
    }
  }

  void dot(PrintWriter out) {
    out.println("digraph waits {");
    names.forEach((node, name) -> out.printf("  %s [label=\"%s\"];%n", name, quoted(node)));
    for (Edge edge : edges) {
      out.printf(
          "  %s -> %s [label=\"%s\"];%n",
          names.get(edge.from()), names.get(edge.to()), quoted(edge.why()));
    }
    out.println("}");
  }

  void mermaid(PrintWriter out) {
    out.println("flowchart LR");
    names.forEach((node, name) -> out.printf("  %s[\"%s\"]%n", name, entities(node)));
    for (Edge edge : edges) {
      out.printf(
          "  %s -->|\"%s\"| %s%n",
          names.get(edge.from()), entities(edge.why()), names.get(edge.to()));
    }
  }

  private static String quoted(Object text) {
    return text.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String entities(Object text) {
    return text.toString().replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }
}
