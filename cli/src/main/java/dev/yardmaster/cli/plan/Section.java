package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One map of a plan file, read field by field. Opening it reports unknown and repeated fields; each
 * reader reports a wrong type or value with expected and actual, and then answers as if the field
 * were absent, so that one mistake is one problem and reading goes on.
 */
final class Section {

  private final String owner;
  private final SourceMark at;
  private final Map<String, Node> fields;
  private final Problems problems;

  private Section(String owner, SourceMark at, Map<String, Node> fields, Problems problems) {
    this.owner = owner;
    this.at = at;
    this.fields = fields;
    this.problems = problems;
  }

  /** The map at this node, allowed to have these fields only; null where it is no map. */
  static @Nullable Section open(Node node, String owner, List<String> known, Problems problems) {
    if (!(node instanceof MappingNode map)) {
      problems.add(
          Scalars.at(node),
          "expected " + owner + " to be a map, but found " + Scalars.describe(node));
      return null;
    }
    Map<String, Node> fields = new HashMap<>();
    for (Entry entry : entries(map, owner, problems)) {
      if (known.contains(entry.key)) {
        fields.put(entry.key, entry.value);
      } else {
        problems.add(
            entry.at,
            "unknown field "
                + Scalars.quote(entry.key)
                + " in "
                + owner
                + Suggestion.nearest(entry.key, known)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; known are " + String.join(", ", known)));
      }
    }
    return new Section(owner, Scalars.at(node), fields, problems);
  }

  /** A key, its place, its value. */
  record Entry(String key, SourceMark at, Node value) {}

  /** The entries of a map whose keys are strings; others and repeated ones are reported. */
  static List<Entry> entries(MappingNode map, String owner, Problems problems) {
    List<Entry> entries = new ArrayList<>();
    Map<String, SourceMark> seen = new HashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      SourceMark at = Scalars.at(tuple.getKeyNode());
      String key = Scalars.string(tuple.getKeyNode());
      if (key == null) {
        problems.add(
            at,
            "expected a name as key in "
                + owner
                + ", but found "
                + Scalars.describe(tuple.getKeyNode())
                + "; put it in quotes if it is meant as a name");
        continue;
      }
      SourceMark first = seen.putIfAbsent(key, at);
      if (first != null) {
        problems.add(
            at,
            Scalars.quote(key)
                + " in "
                + owner
                + " was already given on line "
                + first.line()
                + "; keep one of the two");
        continue;
      }
      entries.add(new Entry(key, at, tuple.getValueNode()));
    }
    return entries;
  }

  SourceMark at() {
    return at;
  }

  /** Where the field's value stands, or the map where it is absent. */
  SourceMark at(String field) {
    Node node = fields.get(field);
    return node == null ? at : Scalars.at(node);
  }

  boolean has(String field) {
    return fields.containsKey(field);
  }

  @Nullable Node node(String field) {
    return fields.get(field);
  }

  void refuse(SourceMark place, String message) {
    problems.add(place, message);
  }

  /** Reports that the value is not what was expected. */
  void mismatch(String what, String expected, Node actual) {
    problems.add(
        Scalars.at(actual),
        "expected " + what + " to be " + expected + ", but found " + Scalars.describe(actual));
  }

  /** The id of this thing, checked against R1; null where missing or wrong. */
  @Nullable String id(String field) {
    if (!has(field)) {
      refuse(at, owner + " has no '" + field + "'");
      return null;
    }
    return idOrNull(field);
  }

  @Nullable String idOrNull(String field) {
    Node node = fields.get(field);
    return node == null ? null : id(node, "'" + field + "'");
  }

  @Nullable String id(Node node, String what) {
    String text = Scalars.string(node);
    if (text == null) {
      mismatch(what, "a name in text (put numbers in quotes)", node);
    } else if (!PlanNames.isId(text)) {
      mismatch(what, "1-128 characters of A-Z a-z 0-9 . _ : / @ + -", node);
      return null;
    }
    return text;
  }

  String string(String field, String fallback) {
    String text = stringOrNull(field);
    return text == null ? fallback : text;
  }

  @Nullable String stringOrNull(String field) {
    Node node = fields.get(field);
    return node == null ? null : text(node, "'" + field + "'");
  }

  /** A string without NUL, which no process could be given. */
  @Nullable String text(Node node, String what) {
    String text = Scalars.string(node);
    if (text == null) {
      mismatch(what, "text", node);
    } else if (text.indexOf('\0') >= 0) {
      refuse(Scalars.at(node), what + " contains a NUL character, which no process can be given");
      return null;
    }
    return text;
  }

  int integer(String field, int fallback, int min, int max) {
    Node node = fields.get(field);
    if (node == null) {
      return fallback;
    }
    String word = Scalars.word(node);
    if (word != null && node.getTag().equals(Tag.INT) && word.length() <= 10) {
      long value = Long.parseLong(word);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    mismatch("'" + field + "'", "a whole number from " + min + " to " + max, node);
    return fallback;
  }

  double decimal(String field, double fallback, double min, double max) {
    Node node = fields.get(field);
    if (node == null) {
      return fallback;
    }
    String word = Scalars.word(node);
    if (word != null && (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT))) {
      double value = word.contains("inf") || word.contains("nan") ? -1 : Double.parseDouble(word);
      if (value >= min && value <= max) {
        return value;
      }
    }
    mismatch(
        "'" + field + "'",
        "a number from " + PlanWriter.number(min) + " to " + PlanWriter.number(max),
        node);
    return fallback;
  }

  boolean flag(String field, boolean fallback) {
    Node node = fields.get(field);
    if (node == null) {
      return fallback;
    }
    if (!node.getTag().equals(Tag.BOOL)) {
      mismatch("'" + field + "'", "true or false", node);
      return fallback;
    }
    return "true".equalsIgnoreCase(Scalars.word(node));
  }

  @Nullable Duration duration(String field, Duration min) {
    Node node = fields.get(field);
    if (node == null) {
      return null;
    }
    String text = Scalars.string(node);
    Duration duration = text == null ? null : PlanDuration.parse(text).orElse(null);
    if (duration == null) {
      mismatch("'" + field + "'", "a duration such as 500ms, 90s, 10m or 1h30m", node);
    } else if (duration.compareTo(min) < 0) {
      mismatch("'" + field + "'", "at least " + PlanDuration.format(min), node);
      return null;
    }
    return duration;
  }

  /** The elements of a list; empty where absent or no list. */
  List<Node> list(String field) {
    Node node = fields.get(field);
    return node == null ? List.of() : list(node, "'" + field + "'");
  }

  List<Node> list(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    mismatch(what, "a list", node);
    return List.of();
  }

  /** A list of ids without repetition, in the order of the file. */
  Set<String> ids(String field, String each) {
    Map<String, SourceMark> ids = new LinkedHashMap<>();
    for (Node node : list(field)) {
      String id = id(node, each);
      if (id != null) {
        SourceMark first = ids.putIfAbsent(id, Scalars.at(node));
        if (first != null) {
          refuse(
              Scalars.at(node), each + " '" + id + "' was already named on line " + first.line());
        }
      }
    }
    return new LinkedHashSet<>(ids.keySet());
  }

  /** A map from names to texts; numbers and booleans are taken as written. */
  Map<String, String> texts(String field) {
    Node node = fields.get(field);
    if (node == null) {
      return Map.of();
    }
    if (!(node instanceof MappingNode map)) {
      mismatch("'" + field + "'", "a map", node);
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Entry entry : entries(map, "'" + field + "'", problems)) {
      String value = Scalars.word(entry.value());
      if (value == null) {
        mismatch("'" + field + "." + entry.key() + "'", "text", entry.value());
      } else if (value.indexOf('\0') >= 0) {
        refuse(entry.at(), "'" + field + "." + entry.key() + "' contains a NUL character");
      } else {
        texts.put(entry.key(), value);
      }
    }
    return texts;
  }
}
