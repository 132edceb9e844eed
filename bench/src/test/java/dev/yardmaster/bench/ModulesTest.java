package dev.yardmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules use each other along the arrows only, and each rule that says so can fail. */
final class ModulesTest {
  private static final ModuleRules RULES = new ModuleRules("dev.yardmaster");
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .withImportOption(ModulesTest::isWritten)
          .importPackages(RULES.root());

  /**
   * There, each module uses all the others, and each but the core has a cycle and a bare package.
   */
  private static final ModuleRules PLANTED_RULES =
      new ModuleRules("dev.yardmaster.bench.violation");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages(PLANTED_RULES.root());

  /** What JMH generates for a benchmark is not. */
  private static boolean isWritten(Location location) {
    return !location.contains("jmh_generated");
  }

  private static Path sources(String module) {
    return Path.of("..", module, "src/main/java");
  }

  static Set<String> modules() {
    return ModuleRules.USES.keySet();
  }

  static Stream<ArchRule> arrows() {
    return RULES.arrows().stream();
  }

  static Stream<ArchRule> plantedArrows() {
    return PLANTED_RULES.arrows().stream();
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void aModuleUsesOnlyThoseBelowIt(ArchRule rule) {
    rule.check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void noPackagesOfAModuleDependOnEachOtherInACycle(String module) {
    RULES.noCyclesIn(module).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyPackageSaysWhatBelongsInIt(String module) {
    RULES.packagesAreDocumented(module, sources(module)).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyPackageIsNullMarked(String module) {
    RULES.packagesAreNullMarked(module).check(PROJECT);
  }

  @ParameterizedTest
  @MethodSource("plantedArrows")
  void anArrowThatIsNotAllowedIsFound(ArchRule rule) {
    assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
  }

  @Test
  void aCycleThroughTheRootPackageIsFound() {
    assertThat(PLANTED_RULES.noCyclesIn("cli").evaluate(PLANTED).hasViolation()).isTrue();
  }

  @Test
  void aPackageThatIsNotDocumentedOrNotNullMarkedIsFound() {
    Path tests = Path.of("src/test/java");
    assertThat(PLANTED_RULES.packagesAreDocumented("cli", tests).evaluate(PLANTED).hasViolation())
        .isTrue();
    assertThat(PLANTED_RULES.packagesAreNullMarked("cli").evaluate(PLANTED).hasViolation())
        .isTrue();
  }

  @Test
  void aModuleWithoutClassesIsNoPass() {
    ModuleRules elsewhere = new ModuleRules("dev.yardmaster.nowhere");
    assertThat(elsewhere.arrows())
        .allSatisfy(rule ->
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(PROJECT)));
  }
}
