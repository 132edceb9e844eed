package dev.yardmaster.cli.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words in braces that are filled in an argument list: {@code {description}}, {@code {task}},
 * {@code {attempt}}, {@code {token}}, {@code {agent}} and {@code {param.NAME}}. Other braces stay
 * as they are. What is filled in is never looked at again.
 */
public final class Placeholders {

  /** The names that every attempt has. */
  public static final List<String> NAMES =
      List.of("description", "task", "attempt", "token", "agent");

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\{(?:(description|task|attempt|token|agent)|param\\.([A-Za-z_][A-Za-z0-9_]{0,127}))}");

  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  /**
   * The arguments with every placeholder filled.
   *
   * @param facts a value for each of {@link #NAMES}
   * @param parameters a value for each parameter of the plan
   */
  public static List<String> fill(
      RunSpec.Argv argv, Map<String, String> facts, Map<String, String> parameters) {
    return argv.words().stream().map(word -> fill(word, facts, parameters)).toList();
  }

  /** The arguments with every placeholder filled that is one of these names; others stay. */
  public static List<String> fill(List<String> words, Map<String, String> facts) {
    return words.stream()
        .map(word ->
            NAME.matcher(word)
                .replaceAll(found ->
                    Matcher.quoteReplacement(facts.getOrDefault(found.group(1), found.group()))))
        .toList();
  }

  private static String fill(
      String word, Map<String, String> facts, Map<String, String> parameters) {
    return PLACEHOLDER
        .matcher(word)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1) != null
                    ? value(facts, found.group(1))
                    : value(parameters, found.group(2))));
  }

  private static String value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(
            () -> new IllegalArgumentException("Expected a value for placeholder '" + name + "'"));
  }

  /** Names of the parameters that these arguments use. */
  static List<String> parameters(RunSpec.Argv argv) {
    return argv.words().stream()
        .flatMap(word -> PLACEHOLDER.matcher(word).results())
        .flatMap(found -> Optional.ofNullable(found.group(2)).stream())
        .distinct()
        .toList();
  }

  private Placeholders() {}
}
