package dev.yardmaster.protocol.log;

import com.google.protobuf.Message;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the format insists on beyond the types of its fields. */
public final class Strict {
  private static final String NEWER =
      "; it was written by a newer release: read it with that release or a later one";

  private Strict() {}

  /**
   * The text itself, if UTF-8 can hold it. Protobuf would quietly write {@code ?} for half a
   * surrogate pair, and replay would then build another state than the one that was committed.
   */
  static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return pairedFrom(i, text);
      }
    }
    return text;
  }

  private static String pairedFrom(int start, String text) {
    for (int i = start; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw new IllegalArgumentException(
              "Expected well-formed Unicode, but character %d of %d is half a surrogate pair (U+%04X); remove it"
                  .formatted(i + 1, text.length(), (int) text.charAt(i)));
        }
        i++;
      }
    }
    return text;
  }

  /** The texts as a set, which the core sorts by the same order on every machine. */
  static SortedSet<String> set(List<String> texts) {
    return texts.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(texts);
  }

  /** The message itself, if it has no field that this release does not know. */
  static <M extends Message> M known(M message) {
    if (!message.getUnknownFields().isEmpty()) {
      throw new UnreadableRecordException(
          "Expected only known fields in %s, got number %s%s"
              .formatted(name(message), message.getUnknownFields().asMap().keySet(), NEWER));
    }
    return message;
  }

  /** For a oneof of which nothing is set although every field is known. */
  static UnreadableRecordException empty(Message message) {
    return new UnreadableRecordException(
        "Expected one kind of %s, got none; the bytes are damaged".formatted(name(message)));
  }

  /** For an enum field that is absent or holds a number that this release does not know. */
  public static UnreadableRecordException unspecified(String type, Enum<?> value) {
    return new UnreadableRecordException(
        value.name().equals("UNRECOGNIZED")
            ? "Expected a known %s, got an unknown number%s".formatted(type, NEWER)
            : "Expected a %s, got none; the bytes are damaged".formatted(type));
  }

  private static String name(Message message) {
    return message.getDescriptorForType().getName();
  }
}
