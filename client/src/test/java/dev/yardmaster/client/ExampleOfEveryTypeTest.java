package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public type has a runnable example: its javadoc names a region of a test that runs, and the
 * region names the type. Types that belong together may share one.
 */
final class ExampleOfEveryTypeTest {
  private static final Path MAIN = Path.of("src/main/java/dev/yardmaster/client");
  private static final Path TESTS = Path.of("src/test/java/dev/yardmaster/client/examples");

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:[a-z-]+ )*(?:class|record|interface|enum|@interface) (\\w+)",
          Pattern.MULTILINE);
  private static final Pattern SNIPPET = Pattern.compile("\\{@snippet\\s([^}]*)}");
  private static final Pattern REGION =
      Pattern.compile("file=\"(\\w+)\\.java\"\\s+(?:\\*\\s+)?region=\"(\\w+)\"\\s*");

  /** A region of a test source, and the method it is in. */
  private record Region(String text, String method, boolean isTest) {}

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** What is wrong with the examples of the types in a folder; nothing, when all is well. */
  private static List<String> faults(Path main, Path tests) throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : sources(main)) {
      String source = Files.readString(file);
      Matcher all = SNIPPET.matcher(source);
      while (all.find()) {
        String where = file.getFileName() + ": {@snippet " + all.group(1).strip() + "}";
        faultOf(all.group(1), tests).ifPresent(fault -> faults.add(where + " " + fault));
      }
      Matcher type = PUBLIC_TYPE.matcher(source);
      if (type.find()) {
        String name = type.group(1);
        if (!isShown(name, source.substring(0, type.start()), tests)) {
          faults.add("Public type %s has no example that names it.\n%s".formatted(name, how(name)));
        }
      }
    }
    return faults;
  }

  private static boolean isShown(String type, String javadoc, Path tests) throws IOException {
    Matcher snippet = SNIPPET.matcher(javadoc);
    while (snippet.find()) {
      Matcher reference = REGION.matcher(snippet.group(1));
      if (reference.matches()) {
        Optional<Region> region = region(tests, reference.group(1), reference.group(2));
        if (region.isPresent()
            && Pattern.compile("\\b" + type + "\\b").matcher(region.get().text()).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<String> faultOf(String attributes, Path tests) throws IOException {
    Matcher reference = REGION.matcher(attributes);
    if (!reference.matches()) {
      return Optional.of(
          "is not run. Expected file=\"...ExamplesTest.java\" region=\"name\", a region of a test");
    }
    String type = reference.group(1);
    Optional<Region> region = region(tests, type, reference.group(2));
    if (region.isEmpty()) {
      return Optional.of("names no region that exists, is closed, and is there once");
    }
    if (!type.endsWith("Test") || !region.get().isTest()) {
      return Optional.of(
          "is not run. Expected a @Test method of a class ...Test around it, got %s of %s"
              .formatted(region.get().method(), type));
    }
    return Optional.empty();
  }

  private static Optional<Region> region(Path tests, String type, String name) throws IOException {
    Path file = tests.resolve(type + ".java");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    String start = "// @start region=\"" + name + "\"";
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(start)) {
        starts.add(i);
      }
    }
    if (starts.size() != 1) {
      return Optional.empty();
    }
    int from = starts.getFirst();
    int to = from;
    while (to < lines.size() && !lines.get(to).strip().equals("// @end")) {
      if (lines.get(to).equals("  }")) { // the method ended before the region
        return Optional.empty();
      }
      to++;
    }
    int method = from;
    while (method > 0 && !lines.get(method).matches("  [\\w@].*\\(.*")) {
      method--;
    }
    return Optional.of(
        new Region(
            String.join("\n", lines.subList(from + 1, to)),
            lines.get(method).strip(),
            method > 0
                && lines.get(method).startsWith("  void ")
                && lines.get(method - 1).equals("  @Test")));
  }

  private static String how(String type) {
    return """
    To add an example of %1$s:
     1. write it in a @Test method of client/src/test/java/dev/yardmaster/client/examples/...ExamplesTest.java,
        between lines `// @start region="name"` and `// @end`, with the word %1$s in it;
     2. show it in the javadoc above `public ... %1$s`:
        {@snippet file="...ExamplesTest.java" region="name"}
     A value type may show the region of the type it belongs to, if that region names it.
    """
        .formatted(type);
  }

  @Test
  void everyPublicTypeHasAnExampleThatRuns() throws IOException {
    assertThat(faults(MAIN, TESTS)).as("examples, see ExampleOfEveryTypeTest").isEmpty();
  }

  @Test
  void everyTypeOfThePackageIsLookedAt() throws Exception {
    List<String> found = new ArrayList<>();
    List<String> compiled = new ArrayList<>();
    for (Path file : sources(MAIN)) {
      Matcher type = PUBLIC_TYPE.matcher(Files.readString(file));
      if (type.find()) {
        found.add(type.group(1));
      }
      String name = file.getFileName().toString().replace(".java", "");
      if (!name.equals("package-info")) {
        Class<?> loaded = Class.forName("dev.yardmaster.client." + name);
        if (java.lang.reflect.Modifier.isPublic(loaded.getModifiers())) {
          compiled.add(name);
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(20).isEqualTo(compiled);
  }

  @Test
  void whatHasNoExampleIsNamed(@TempDir Path main, @TempDir Path tests) throws IOException {
    write(main, "Bare", "/** Has none. */\npublic final class Bare {}\n");
    write(main, "Inline", "/** {@snippet :\n * Inline.of();\n * }\n */\npublic class Inline {}\n");
    write(main, "Gone", snippet("Some", "nothing") + "public record Gone() {}\n");
    write(main, "Other", snippet("Some", "good") + "public sealed interface Other {}\n");
    write(main, "Aside", snippet("Some", "aside") + "public enum Aside {}\n");
    write(main, "Good", snippet("Some", "good") + "public class Good {}\n");
    write(main, "Hidden", "final class Hidden {}\n");
    write(
        tests,
        "SomeTest",
        """
        final class SomeTest {
          @Test
          void runs() {
            // @start region="good"
            Good.of();
            // @end
          }

          void neverRuns() {
            // @start region="aside"
            Aside.values();
            // @end
          }
        }
        """);
    assertThat(faults(main, tests))
        .satisfiesExactly(
            aside -> assertThat(aside).startsWith("Aside.java").contains("void neverRuns()"),
            bare -> assertThat(bare).contains("type Bare has no example").contains("ExamplesTest"),
            gone -> assertThat(gone).startsWith("Gone.java").contains("no region that exists"),
            gone -> assertThat(gone).contains("type Gone has no example"),
            inline -> assertThat(inline).startsWith("Inline.java").contains("is not run"),
            inline -> assertThat(inline).contains("type Inline has no example"),
            other -> assertThat(other).contains("type Other has no example"));
  }

  private static String snippet(String test, String region) {
    return "/**\n * {@snippet file=\"%sTest.java\" region=\"%s\"}\n */\n".formatted(test, region);
  }

  private static void write(Path folder, String type, String source) throws IOException {
    Files.writeString(folder.resolve(type + ".java"), source);
  }
}
