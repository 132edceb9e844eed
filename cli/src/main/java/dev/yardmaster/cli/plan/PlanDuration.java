package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 90s}, {@code 10m}, {@code 1h30m}, {@code
 * 2d}. Units go from large to small, whole numbers of at most 9 digits, up to 3650 days in all.
 */
public final class PlanDuration {

  private static final Duration MAX = Duration.ofDays(3650);
  private static final Pattern FORM =
      Pattern.compile(
          "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");

  /** The duration a text stands for; empty where it is none. */
  public static Optional<Duration> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.isEmpty() || !form.matches()) {
      return Optional.empty();
    }
    Duration sum =
        Duration.ofDays(part(form, 1))
            .plusHours(part(form, 2))
            .plusMinutes(part(form, 3))
            .plusSeconds(part(form, 4))
            .plusMillis(part(form, 5));
    return sum.compareTo(MAX) > 0 ? Optional.empty() : Optional.of(sum);
  }

  /** The shortest text that {@link #parse} reads back; parts of a millisecond are dropped. */
  public static String format(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }

  private static long part(Matcher form, int group) {
    String digits = form.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private PlanDuration() {}
}
