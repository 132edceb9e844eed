package dev.yardmaster.core.identity;

/** Free text: whatever Unicode can say, which half of a surrogate pair cannot. */
public final class Text {
  private Text() {}

  /**
   * Returns the text, or throws {@link IllegalArgumentException} where it cannot be stored whole.
   */
  public static String check(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new IllegalArgumentException(
              "Expected well-formed text in %s, but character %d is half a surrogate pair (U+%04X)"
                  .formatted(what, i + 1, (int) c));
        }
        i++;
      }
    }
    return text;
  }

  /** Longest short text (a capability, a label, a type), in characters. */
  public static final int MAX_SHORT = 256;

  /** As {@link #check}, and not longer than {@link #MAX_SHORT}. */
  public static String checkShort(String what, String text) {
    if (text.length() > MAX_SHORT) {
      throw new IllegalArgumentException(
          "Expected %s of at most %d characters, got %d; shorten it"
              .formatted(what, MAX_SHORT, text.length()));
    }
    return check(what, text);
  }

  /**
   * The beginning of a text, cut between characters, with an ellipsis where something is missing.
   */
  public static String shorten(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
