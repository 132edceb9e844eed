package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.Names;

/**
 * What a published message is about: a path with segments between {@code /}, in the alphabet of
 * {@link Names}, none empty.
 */
public record Topic(String value) {
  public Topic {
    Names.check("topic", value);
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty()) {
        throw new IllegalArgumentException(
            "Expected topic \"%s\" without empty segments; write a path like build/done"
                .formatted(value));
      }
    }
  }

  public static Topic of(String value) {
    return new Topic(value);
  }

  String[] segments() {
    return value.split("/", -1);
  }

  @Override
  public String toString() {
    return value;
  }
}
