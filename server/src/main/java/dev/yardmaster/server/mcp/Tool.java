package dev.yardmaster.server.mcp;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A tool as models see it.
 *
 * @param inputs its arguments: {@code name:type} with blanks between, required ones with a {@code
 *     !}; types are {@code text}, {@code number}, {@code flag}, {@code texts}, {@code objects} and
 *     {@code any}
 */
record Tool(String name, String description, String inputs, Action action) {
  private static final Pattern INPUT = Pattern.compile("(\\w+):(\\w+)(!?)");

  /** Arguments that every tool takes, for clients that lost their session. */
  private static final String HANDLE = " handle:text";

  /** What it does: the structured content of its result. */
  @FunctionalInterface
  interface Action {
    Map<String, Object> run(ToolCall call) throws InterruptedException;
  }

  String inputSchema() {
    StringBuilder properties = new StringBuilder();
    StringBuilder required = new StringBuilder();
    for (MatchResult input : parsed()) {
      properties
          .append(properties.isEmpty() ? "" : ",")
          .append("\"%s\":%s".formatted(input.group(1), schema(input.group(2))));
      if (!input.group(3).isEmpty()) {
        required.append(required.isEmpty() ? "" : ",").append('"' + input.group(1) + '"');
      }
    }
    return "{\"type\":\"object\",\"properties\":{%s}%s}"
        .formatted(properties, required.isEmpty() ? "" : ",\"required\":[" + required + "]");
  }

  private List<MatchResult> parsed() {
    return INPUT.matcher(inputs + HANDLE).results().toList();
  }

  private static String schema(String type) {
    return switch (type) {
      case "text" -> "{\"type\":\"string\"}";
      case "number" -> "{\"type\":\"integer\"}";
      case "flag" -> "{\"type\":\"boolean\"}";
      case "texts" -> "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}";
      case "objects" -> "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}";
      case "any" -> "{}";
      default -> throw new IllegalStateException("No such type of argument: " + type);
    };
  }

  /**
   * Refuses arguments it has not, and misses those it must have.
   *
   * @throws IllegalArgumentException naming them
   */
  void check(Arguments arguments) {
    TreeSet<String> known = new TreeSet<>();
    for (MatchResult input : parsed()) {
      known.add(input.group(1));
      if (!input.group(3).isEmpty() && !arguments.has(input.group(1))) {
        throw new IllegalArgumentException(
            "Expected the argument %s of %s, got none; give it".formatted(input.group(1), name));
      }
    }
    for (String given : arguments.values().keySet()) {
      if (!known.contains(given)) {
        throw new IllegalArgumentException(
            "Expected arguments of %s to be of %s, got %s".formatted(name, known, given));
      }
    }
  }
}
