package dev.yardmaster.cli.plan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for names in plans: ids (R1), resources (R50) and environment variables. */
public final class PlanNames {

  /** Longest id, in characters. */
  public static final int MAX_ID = 128;

  private static final int MAX_RESOURCE_BYTES = 512;
  private static final int MAX_RESOURCE_SEGMENTS = 32;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/@+-]{1,128}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern NUMBER_AT_END = Pattern.compile("(?:[_.:/@+-]*(?:ID)?[0-9]+)+$");

  /** Whether it is an id: 1-128 of {@code A-Z a-z 0-9 . _ : / @ + -}. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether it can name an environment variable that a shell can read. */
  public static boolean isVariable(String text) {
    return VARIABLE.matcher(text).matches();
  }

  /** The name without its trailing number ({@code fetch-12} is {@code fetch}). */
  public static String withoutNumber(String name) {
    String stem = NUMBER_AT_END.matcher(name).replaceFirst("");
    return stem.isEmpty() ? "task" : stem;
  }

  /** What is wrong with a resource name, if anything. */
  static Optional<String> resourceFault(String name) {
    if (name.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("it contains a control character");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_RESOURCE_BYTES) {
      return Optional.of("it has " + bytes + " bytes, at most 512 are allowed");
    }
    String[] segments = name.split("/", -1);
    if (segments.length > MAX_RESOURCE_SEGMENTS) {
      return Optional.of("it has " + segments.length + " segments, at most 32 are allowed");
    }
    for (String segment : segments) {
      if (segment.equals(".") || segment.equals("..")) {
        return Optional.of("it contains the segment '" + segment + "'");
      }
    }
    return Optional.empty();
  }

  /** Whether the name stands for a resource and everything below it. */
  static boolean isSubtree(String name) {
    return name.endsWith("/**");
  }

  private PlanNames() {}
}
