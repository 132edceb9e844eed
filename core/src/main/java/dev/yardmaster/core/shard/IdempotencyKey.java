package dev.yardmaster.core.shard;

/**
 * A name that a caller gave to a request, so that it is known when it is sent again (R2): for an
 * hour, in this workspace, to this principal.
 *
 * @param name 1 to {@value #MAX_LENGTH} printable ASCII characters
 * @param content 64 bits of a hash of what was asked for, by whoever took the request in; the same
 *     on every JVM, since it is logged
 */
public record IdempotencyKey(String name, long content) implements RepeatKey {
  /** Most characters of a name. */
  public static final int MAX_LENGTH = 255;

  public IdempotencyKey {
    if (name.isEmpty()
        || name.length() > MAX_LENGTH
        || !name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "Expected an idempotency key of 1 to %d printable ASCII characters, got %d characters%s"
              .formatted(
                  MAX_LENGTH,
                  name.length(),
                  name.isEmpty() || name.length() > MAX_LENGTH ? "" : " with others among them"));
    }
  }
}
