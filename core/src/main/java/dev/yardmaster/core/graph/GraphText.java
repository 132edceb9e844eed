package dev.yardmaster.core.graph;

/**
 * The graph as text for drawing tools; arrows point from a dependency to its dependents, dashed
 * where any end will do. Nodes are numbered, so ids appear only as escaped labels.
 */
final class GraphText {
  private GraphText() {}

  static String dot(TaskSlots<?> slots) {
    StringBuilder text = new StringBuilder("digraph dependencies {\n  rankdir=LR;\n");
    text.append("  node [shape=box, style=filled];\n");
    int[] order = TopologicalOrder.of(slots);
    for (int slot : order) {
      text.append("  n").append(slot).append(" [label=\"");
      escapeDot(slots.id(slot).toString(), text);
      text.append("\", fillcolor=\"").append(colour(slots.state(slot))).append("\"];\n");
    }
    for (int slot : order) {
      for (int edge : slots.dependencyEdges(slot)) {
        text.append("  n").append(slots.edges().dependency(edge)).append(" -> n").append(slot);
        text.append(slots.edges().onCompletion(edge) ? " [style=dashed];\n" : ";\n");
      }
    }
    return text.append("}\n").toString();
  }

  static String mermaid(TaskSlots<?> slots) {
    StringBuilder text = new StringBuilder("flowchart LR\n");
    int[] order = TopologicalOrder.of(slots);
    for (int slot : order) {
      text.append("  n").append(slot).append("[\"");
      escapeMermaid(slots.id(slot).toString(), text);
      text.append("\"]:::").append(slots.state(slot)).append('\n');
    }
    for (int slot : order) {
      for (int edge : slots.dependencyEdges(slot)) {
        text.append("  n").append(slots.edges().dependency(edge));
        text.append(slots.edges().onCompletion(edge) ? " -.-> n" : " --> n");
        text.append(slot).append('\n');
      }
    }
    for (GraphTaskState state : GraphTaskState.values()) {
      text.append("  classDef ").append(state).append(" fill:").append(colour(state));
      text.append(",color:#000000\n");
    }
    return text.toString();
  }

  /**
   * In a quoted DOT string only quote and backslash are special; control characters become spaces.
   */
  private static void escapeDot(String label, StringBuilder text) {
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(Character.isISOControl(c) ? ' ' : c);
    }
  }

  /** Mermaid reads HTML, Markdown and entities in labels: all but plain text goes as an entity. */
  private static void escapeMermaid(String label, StringBuilder text) {
    label
        .codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            text.append(' ');
          } else if (Character.isLetterOrDigit(c) || " .:/@+-".indexOf(c) >= 0) {
            text.appendCodePoint(c);
          } else {
            text.append('#').append(c).append(';');
          }
        });
  }

  private static String colour(GraphTaskState state) {
    return switch (state) {
      case WAITING -> "#eeeeee";
      case READY -> "#fff3b0";
      case COMPLETED -> "#b7e4c7";
      case FAILED -> "#f4a6a6";
      case CANCELLED -> "#d9c2e9";
      case SKIPPED -> "#cccccc";
    };
  }
}
