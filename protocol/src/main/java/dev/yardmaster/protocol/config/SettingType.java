package dev.yardmaster.protocol.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a setting are written. */
public enum SettingType {
  /** A whole number, such as {@code 1024}. */
  COUNT("a whole number") {
    @Override
    Object parse(String text) {
      return Long.parseLong(text);
    }

    @Override
    String show(Object value) {
      return value.toString();
    }
  },
  /** Bytes, plain or in binary units, such as {@code 64 MiB}. */
  BYTES("bytes, plain or with KiB, MiB, GiB") {
    @Override
    Object parse(String text) {
      Matcher parts = match(BYTES_FORM, text);
      int shift = parts.group(2) == null ? 0 : 10 * (1 + "KMG".indexOf(parts.group(2).charAt(0)));
      return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
    }

    @Override
    String show(Object value) {
      long bytes = (Long) value;
      String[] units = {"GiB", "MiB", "KiB"};
      for (int i = 0; i < units.length; i++) {
        long unit = 1L << (30 - 10 * i);
        if (bytes > 0 && bytes % unit == 0) {
          return bytes / unit + " " + units[i];
        }
      }
      return Long.toString(bytes);
    }
  },
  /**
   * A duration, such as {@code 500 ms}, {@code 5 s}, {@code 10 min}, {@code 24 h}, {@code 30 d}.
   */
  DURATION("a duration with ms, s, min, h or d") {
    @Override
    Object parse(String text) {
      Matcher parts = match(DURATION_FORM, text);
      long number = Long.parseLong(parts.group(1));
      return switch (parts.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "min" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }

    @Override
    String show(Object value) {
      long millis = ((Duration) value).toMillis();
      long[] units = {24 * 3_600_000L, 3_600_000L, 60_000L, 1_000L};
      String[] names = {"d", "h", "min", "s"};
      for (int i = 0; i < units.length; i++) {
        if (millis > 0 && millis % units[i] == 0) {
          return millis / units[i] + " " + names[i];
        }
      }
      return millis + " ms";
    }
  },
  /** {@code true} or {@code false}. */
  FLAG("true or false") {
    @Override
    Object parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }

    @Override
    String show(Object value) {
      return value.toString();
    }
  },
  /** A name. */
  NAME("a name of 1 to 128 characters") {
    @Override
    Object parse(String text) {
      if (text.isEmpty() || text.length() > 128) {
        throw new IllegalArgumentException(text);
      }
      return text;
    }

    @Override
    String show(Object value) {
      return value.toString();
    }
  };

  private static final Pattern BYTES_FORM = Pattern.compile("(\\d{1,18})(?:\\s*([KMG])iB)?");
  private static final Pattern DURATION_FORM = Pattern.compile("(\\d{1,15})\\s*(ms|s|min|h|d)");

  private final String expected;

  SettingType(String expected) {
    this.expected = expected;
  }

  /** What a value must look like, in words. */
  public String expected() {
    return expected;
  }

  /** Reads a value; throws IllegalArgumentException or ArithmeticException for what is none. */
  abstract Object parse(String text);

  abstract String show(Object value);

  private static Matcher match(Pattern form, String text) {
    Matcher parts = form.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    return parts;
  }
}
