package dev.yardmaster.core.identity;

/** The alphabet of names chosen by callers (R1): 1-128 of {@code A-Z a-z 0-9 . _ : / @ + -}. */
public final class Names {
  public static final int MAX_LENGTH = 128;

  /** By character: names are checked whenever one is made or read. */
  private static final boolean[] LEGAL = new boolean[128];

  static {
    String legal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/:@+";
    legal.chars().forEach(c -> LEGAL[c] = true);
  }

  private Names() {}

  /** Throws {@link IllegalArgumentException} with an actionable text unless the name is legal. */
  public static void check(String kind, String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Expected the %s name to have 1 to %d characters, got %d; choose a shorter, non-empty name"
              .formatted(kind, MAX_LENGTH, name.length()));
    }
    for (int i = 0; i < name.length(); i++) {
      if (!legal(name.charAt(i))) {
        throw new IllegalArgumentException(
            "Expected the %s name \"%s\" to use only A-Z a-z 0-9 . _ : / @ + -, but character %d is U+%04X; rename it"
                .formatted(kind, printable(name), i + 1, (int) name.charAt(i)));
      }
    }
  }

  public static boolean isLegal(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!legal(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean legal(char c) {
    return c < LEGAL.length && LEGAL[c];
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.chars().forEach(c -> text.append(c < 0x20 || c == 0x7f ? '?' : (char) c));
    return text.toString();
  }
}
