package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Payload;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a task is about; opaque to the core but for {@code type}, which placement learns on.
 *
 * @param type up to 256 characters
 * @param description up to 64 Ki characters
 */
public record Work(String type, String description, Payload input, SortedSet<String> tags) {
  public static final int MAX_TYPE = 256;
  public static final int MAX_DESCRIPTION = 1 << 16;
  public static final int MAX_TAGS = 64;
  public static final Work NONE = new Work("", "", Payload.EMPTY, Collections.emptySortedSet());

  public Work {
    Text.check("the type", type);
    Text.check("the description", description);
    tags.forEach(tag -> Text.checkShort("a tag", tag));
    if (type.length() > MAX_TYPE || description.length() > MAX_DESCRIPTION) {
      throw new IllegalArgumentException(
          "Expected a type of at most %d and a description of at most %d characters, got %d and %d"
              .formatted(MAX_TYPE, MAX_DESCRIPTION, type.length(), description.length()));
    }
    if (input.size() > Payload.MAX_BYTES) {
      throw new IllegalArgumentException(
          "Expected an input of at most %d bytes, got %d; put it elsewhere and send a reference"
              .formatted(Payload.MAX_BYTES, input.size()));
    }
    if (tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException(
          "Expected at most %d tags, got %d".formatted(MAX_TAGS, tags.size()));
    }
    tags =
        tags.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }
}
