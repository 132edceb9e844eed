package dev.yardmaster.cli.plan;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody most likely meant: the nearest by edits (Levenshtein). */
public final class Suggestion {

  private static final int MAX_COMPARED = 10_000;
  private static final int MAX_LENGTH = 128;

  /**
   * The nearest known word, at most two edits or a third of its letters away; ties go to the first.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = (word.length() < 4 ? 1 : Math.max(2, word.length() / 3)) + 1;
    int compared = 0;
    for (String candidate : known) {
      if (compared++ >= MAX_COMPARED) {
        break;
      }
      if (Math.abs(candidate.length() - word.length()) < bestDistance) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
        if (distance < bestDistance) {
          best = candidate;
          bestDistance = distance;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** "; did you mean 'x'?" or nothing. */
  public static String text(String word, Collection<String> known) {
    return nearest(word, known).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private Suggestion() {}
}
