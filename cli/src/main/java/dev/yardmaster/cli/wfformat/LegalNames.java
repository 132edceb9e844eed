package dev.yardmaster.cli.wfformat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives each of some foreign names a legal one of its own. A legal name stays as it is; any other
 * has its odd characters replaced and a piece of its SHA-256 appended, so that the outcome depends
 * on the names only, not on their order.
 */
final class LegalNames {

  /** What a name may look like. */
  record Rule(Pattern legal, String oddCharacters, int maxLength) {}

  /** Ids in plans (R1). */
  static final Rule IDS =
      new Rule(Pattern.compile("[A-Za-z0-9._:/@+-]{1,128}"), "[^A-Za-z0-9._:/@+-]", 128);

  /** Flat file names that no shell, tool or file system takes for something else. */
  static final Rule FILES =
      new Rule(Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}"), "[^A-Za-z0-9._+-]", 200);

  private static final int HASH_DIGITS = 10;

  private LegalNames() {}

  /** The legal name of each name; none of them is in {@code taken}. */
  static Map<String, String> of(Collection<String> names, Rule rule, Set<String> taken) {
    Set<String> used = new HashSet<>(taken);
    Map<String, String> legal = new HashMap<>();
    for (String name : names) {
      if (rule.legal().matcher(name).matches() && used.add(name)) {
        legal.put(name, name);
      }
    }
    for (String name : names) {
      if (!legal.containsKey(name)) {
        String candidate = withHash(name, rule, name);
        while (!used.add(candidate)) {
          candidate = withHash(name, rule, candidate);
        }
        legal.put(name, candidate);
      }
    }
    return legal;
  }

  private static String withHash(String name, Rule rule, String hashed) {
    String tidy = name.replaceAll(rule.oddCharacters(), "_").replaceFirst("^[._+-]+", "");
    int room = rule.maxLength() - HASH_DIGITS - 1;
    // The end of a path says more than its beginning.
    String kept = tidy.length() > room ? tidy.substring(tidy.length() - room) : tidy;
    String stem = kept.replaceFirst("^[.+-]+", "");
    return (stem.isEmpty() ? "x" : stem) + "-" + hash(hashed);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
