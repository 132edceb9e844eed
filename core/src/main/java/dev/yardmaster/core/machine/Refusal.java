package dev.yardmaster.core.machine;

/**
 * Why a command had no effect: a stable code and a text that says what was expected, what is, and
 * what to do next. {@code retryAfterMillis} is 0 unless waiting helps.
 */
public record Refusal(RefusalCode code, String text, long retryAfterMillis) {
  public Refusal(RefusalCode code, String text) {
    this(code, text, 0);
  }

  public static Refusal invalid(String text) {
    return new Refusal(RefusalCode.INVALID, text);
  }

  public static Refusal notFound(String text) {
    return new Refusal(RefusalCode.NOT_FOUND, text);
  }

  public static Refusal alreadyExists(String text) {
    return new Refusal(RefusalCode.ALREADY_EXISTS, text);
  }

  public static Refusal failedPrecondition(String text) {
    return new Refusal(RefusalCode.FAILED_PRECONDITION, text);
  }

  public static Refusal staleToken(String text) {
    return new Refusal(RefusalCode.STALE_TOKEN, text);
  }

  public static Refusal limit(String text, long retryAfterMillis) {
    return new Refusal(RefusalCode.LIMIT, text, retryAfterMillis);
  }

  @Override
  public String toString() {
    return code + ": " + text;
  }
}
