package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The last cell of a rule, promise or regression row is {@code -} or a test that exists in some
 * module.
 */
final class NamedTestsExistTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("\\| .*\\| (?<test>\\S+) \\|");

  /** A heading, no test, or a count of the table of planted bugs. */
  private static final Pattern NO_NAME = Pattern.compile("test|when|planted|-|\\d+");

  @ParameterizedTest
  @ValueSource(
      strings = {"docs/semantics.md", "docs/promises.md", "docs/testing.md", "docs/parity.md"})
  void everyTestNamedInTheDocumentExists(String document) throws IOException {
    List<String> named =
        Files.readAllLines(ROOT.resolve(document)).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group("test"))
            .filter(test -> !NO_NAME.matcher(test).matches())
            .toList();

    assertThat(named).hasSizeGreaterThan(5).allSatisfy(test -> assertThat(exists(test)).isTrue());
  }

  @Test
  void rulesOfResourcesMessagesAndEventsAndTheCostOfADecisionNameTheirTests() throws IOException {
    Pattern rule = Pattern.compile("\\| R(?<number>\\d+) \\|.*\\| (?<test>\\S+) \\|");
    List<Integer> named =
        Files.readAllLines(ROOT.resolve("docs/semantics.md")).stream()
            .map(rule::matcher)
            .filter(Matcher::matches)
            .filter(row -> !row.group("test").equals("-"))
            .map(row -> Integer.valueOf(row.group("number")))
            .toList();

    assertThat(named).contains(32, 50, 51, 52, 53, 54, 60, 61, 62, 70, 80);
    assertThat(Files.readString(ROOT.resolve("docs/semantics.md")))
        .doesNotContainPattern("\\| R(32|[5-7]\\d|80) \\|.*\\| - \\|");
  }

  /** The names of docs/parity.md, each with what must be shown to be done by a test. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CoordinationManager",
        "AdvancedTaskScheduler",
        "SchedulingStrategy",
        "ResourceManager",
        "WorkStealingCoordinator",
        "DependencyGraph",
        "CircuitBreaker(Manager), CircuitState",
        "ConflictResolver",
        "OptimisticLockManager",
        "MessageRouter",
        "CoordinationMetricsCollector",
        "CoordinationConfig",
        "custom protocols",
        "EventBus, SystemEvents",
        "Logger debug mode"
      })
  void everyNameOfTheSystemBeforeHasAPlaceAndATest(String name) throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("docs/parity.md")))
        .filteredOn(line -> line.startsWith("| " + name + " |"))
        .hasSize(1)
        .allSatisfy(line -> assertThat(ROW.matcher(line).matches()).isTrue())
        .noneMatch(line -> line.endsWith("| - |"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-flow (1)",
        "claude-flow (2)",
        "claude-flow (3)",
        "claude-flow (4)",
        "claude-flow (5)",
        "claude-flow (6)",
        "claude-flow (7)",
        "claude-flow (8)",
        "claude-flow (9)",
        "claude-flow (10)",
        "claude-flow (11)",
        "claude-flow (12)",
        "claude-flow (13)",
        "claude-flow (14)",
        "(row 1)",
        "(row 2)",
        "(row 3)",
        "(row 4)",
        "(row 5)",
        "(row 6)",
        "(row 7)",
        "(row 8)",
        "(row 9)",
        "(row 10)",
        "(row 11)",
        "(row 12)",
        "(row 13)",
        "(row 14)",
        "(row 15)",
        "(row 16)",
        "(row 17)",
        "(row 18)",
        "(row 19)",
        "(row 20)"
      })
  void whereAnotherCoordinatorFellATestStands(String row) throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("docs/testing.md")))
        .filteredOn(line -> line.startsWith("| ") && line.split(" \\| ", 2)[0].endsWith(row))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(ROW.matcher(line).matches()).isTrue())
        .noneMatch(line -> line.endsWith("| - |"));
  }

  private static boolean exists(String test) throws IOException {
    int dot = test.indexOf('.');
    String file = test.substring(0, dot) + ".java";
    String method = " void " + test.substring(dot + 1) + "(";
    for (String module :
        List.of("core", "protocol", "engine", "client", "remote", "server", "cli")) {
      Path sources = ROOT.resolve(module).resolve("src/test/java");
      if (!Files.isDirectory(sources)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path path : files.filter(found -> found.endsWith(file)).toList()) {
          if (Files.readString(path).contains(method)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
