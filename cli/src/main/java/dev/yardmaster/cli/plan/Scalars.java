package dev.yardmaster.cli.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What single nodes are: their place, their type, and how a message speaks of them. */
final class Scalars {

  private static final int MAX_QUOTED = 60;

  static SourceMark at(Node node) {
    return node.getStartMark().map(YamlDocument::mark).orElse(SourceMark.NONE);
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** The text of a string; null where the node is something else. */
  static @Nullable String string(Node node) {
    return node instanceof ScalarNode scalar && node.getTag().equals(Tag.STR)
        ? scalar.getValue()
        : null;
  }

  /** The text of a string, number or boolean as written; null where the node is something else. */
  static @Nullable String word(Node node) {
    return node instanceof ScalarNode scalar
            && List.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL).contains(node.getTag())
        ? scalar.getValue()
        : null;
  }

  /** How messages name what was found. */
  static String describe(Node node) {
    return switch (node) {
      case MappingNode _ -> "a map";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> quote(scalar.getValue());
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
      case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) ->
          "the boolean " + scalar.getValue();
      case ScalarNode scalar
          when scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT) ->
          "the number " + shorten(scalar.getValue());
      default -> "a value of the type " + node.getTag();
    };
  }

  /** The text in quotes, shortened, control characters made visible. */
  static String quote(String text) {
    return "'" + shorten(text) + "'";
  }

  private static String shorten(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_QUOTED)
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            shown.append(String.format("\\u%04x", c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return text.codePointCount(0, text.length()) > MAX_QUOTED ? shown + "..." : shown.toString();
  }

  private Scalars() {}
}
