package dev.yardmaster.core.identity;

import java.nio.charset.StandardCharsets;

/**
 * The path-like name of a lockable resource (R50): up to 512 UTF-8 bytes and 32 segments, no
 * control characters, no empty, {@code .} or {@code ..} segment. A trailing {@code /**} stands for
 * a subtree.
 */
public record ResourceName(String value) implements Comparable<ResourceName> {
  public static final int MAX_BYTES = 512;
  public static final int MAX_SEGMENTS = 32;
  private static final String SUBTREE = "/**";

  public ResourceName {
    Text.check("a resource name", value);
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Expected a resource name of 1 to %d UTF-8 bytes, got %d; shorten it"
              .formatted(MAX_BYTES, bytes));
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "Expected a resource name without control characters; remove them");
    }
    String[] segments = value.split("/", -1);
    if (segments.length > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "Expected a resource name of at most %d segments, got %d in \"%s\"; flatten it"
              .formatted(MAX_SEGMENTS, segments.length, value));
    }
    for (String segment : segments) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(
            "Expected resource name \"%s\" without empty, . or .. segments; write the plain path"
                .formatted(value));
      }
    }
  }

  public static ResourceName of(String value) {
    return new ResourceName(value);
  }

  /** Whether this name locks a resource and all below it. */
  public boolean isSubtree() {
    return value.endsWith(SUBTREE);
  }

  /** The path without the mark of a subtree. */
  public String path() {
    return isSubtree() ? value.substring(0, value.length() - SUBTREE.length()) : value;
  }

  /** Whether locking this locks all that locking the other does. */
  public boolean covers(ResourceName other) {
    return equals(other) || (isSubtree() && isAtOrBelow(other.path(), path()));
  }

  /** Whether some resource is locked by both. */
  public boolean overlaps(ResourceName other) {
    return covers(other) || other.covers(this);
  }

  private static boolean isAtOrBelow(String path, String top) {
    return path.startsWith(top)
        && (path.length() == top.length() || path.charAt(top.length()) == '/');
  }

  @Override
  public int compareTo(ResourceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
