package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.Names;

/**
 * Topics as a subscriber names them: segments of {@link Topic}, where {@code *} stands for any one
 * segment, and {@code **} at the end for one or more.
 */
public record TopicPattern(String value) implements Comparable<TopicPattern> {
  static final String ONE = "*";
  static final String REST = "**";

  public TopicPattern {
    if (value.isEmpty() || value.length() > Names.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Expected a topic pattern of 1 to %d characters, got %d"
              .formatted(Names.MAX_LENGTH, value.length()));
    }
    String[] segments = value.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean wild =
          segments[i].equals(ONE) || (segments[i].equals(REST) && i == segments.length - 1);
      if (!wild && !Names.isLegal(segments[i])) {
        throw new IllegalArgumentException(
            "Expected a topic pattern like build/*/done or build/**, but segment %d of it is neither a name nor *, nor ** at the end"
                .formatted(i + 1));
      }
    }
  }

  public static TopicPattern of(String value) {
    return new TopicPattern(value);
  }

  String[] segments() {
    return value.split("/", -1);
  }

  @Override
  public int compareTo(TopicPattern other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
