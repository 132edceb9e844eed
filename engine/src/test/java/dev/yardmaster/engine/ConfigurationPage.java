package dev.yardmaster.engine;

import dev.yardmaster.protocol.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes docs/configuration.md from the table of settings and the core's constants. */
final class ConfigurationPage {
  private static final Path CORE = Path.of("..", "core", "src", "main", "java");
  private static final Pattern CONSTANT =
      Pattern.compile(
          "(?:/\\*\\*((?:(?!\\*/).)*)\\*/\\s*)?"
              + "(?:public |protected )?(?:static final )?(?:int|long) (MAX(?:_[A-Z_]+)?) =",
          Pattern.DOTALL);
  private static final String HEAD =
      """
      # Configuration

      Made from the code; do not edit it here. This writes it anew:

          ./build -o -q test -pl engine -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dyardmaster.pages.renew=true

      A setting is said in a file (`yardmaster --config FILE`, or `YARDMASTER_CONFIG=FILE`), in the environment, or in code
      (`CoordinationConfig`). Code goes before the environment, the environment before the file, the file before the default,
      each setting for itself. A file has one `key = value` a line; `#` begins a line that is not read:

          # yardmaster.properties
          maxRetries = 5
          retryDelay = 500 ms
          log.segmentBytes = 128 MiB

      A key that is unknown or stands twice, and a value that does not fit, are refused by source, key, what was expected and
      what is there; nothing starts then. Bytes are written plainly or with `KiB`, `MiB`, `GiB`, durations with `ms`, `s`,
      `min`, `h`, `d`. What concerns a workspace (`deadlockDetection`, `schedulingStrategy`, `workStealing.*`) is put in force
      when `Yardmaster.workspace(name)` is called for the first time, for all its clients, and only where it was said.

      ## Settings

      | key | variable | type | default | least | greatest | meaning |
      |---|---|---|---|---|---|---|
      """;
  private static final String LIMITS =
      """

      ## Limits that are fixed

      They hold for everyone, since a log must mean the same to whoever reads it. Bytes, milliseconds and counts, as the name says.

      | where | limit | value | what |
      |---|---|---|---|
      """;

  private ConfigurationPage() {}

  static String text() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Setting setting : Setting.values()) {
      page.append(
          "| `%s` | `%s` | %s | %s | %s | %s | %s |\n"
              .formatted(
                  setting.key(),
                  setting.variable(),
                  setting.type().name().toLowerCase(Locale.ROOT),
                  setting.show(setting.defaultValue()),
                  setting.least(),
                  setting.greatest(),
                  setting.meaning()));
    }
    page.append(LIMITS);
    limits().forEach(line -> page.append(line).append('\n'));
    return page.toString();
  }

  /** One line for each constant of the core whose name begins with MAX. */
  static List<String> limits() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CORE)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String source = Files.readString(file);
        Matcher constants = CONSTANT.matcher(source);
        while (constants.find()) {
          String where = String.valueOf(file.getFileName()).replace(".java", "");
          lines.add(
              String.format(
                  Locale.ROOT,
                  "| %s | `%s` | %,d | %s |",
                  where,
                  constants.group(2),
                  value(file, constants.group(2)),
                  meaning(constants)));
        }
      }
    }
    return lines;
  }

  /** What stands above the constant, on one line. */
  private static String meaning(Matcher constant) {
    String comment = constant.group(1);
    return comment == null
        ? ""
        : comment
            .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
            .replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`")
            .strip();
  }

  private static long value(Path file, String constant) {
    String name = CORE.relativize(file).toString().replace(".java", "").replace('/', '.');
    try {
      Class<?> top = Class.forName(name);
      List<Class<?>> holders = new ArrayList<>(List.of(top.getDeclaredClasses()));
      holders.addFirst(top);
      for (Class<?> holder : holders) {
        for (var field : holder.getDeclaredFields()) {
          if (field.getName().equals(constant)) {
            field.setAccessible(true);
            return ((Number) field.get(null)).longValue();
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Could not read %s of %s".formatted(constant, name), e);
    }
    throw new IllegalStateException("Found no constant %s in %s".formatted(constant, name));
  }
}
