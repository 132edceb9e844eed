package dev.yardmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.yardmaster.core.violation.Violations;
import dev.yardmaster.core.violation.down.Down;
import dev.yardmaster.core.violation.undocumented.Undocumented;
import dev.yardmaster.core.violation.up.Up;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The core is deterministic and layered, and each rule that says so can fail. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.yardmaster.core");

  @Test
  void theCoreUsesOnlyTheDeterministicPartOfTheJdk() {
    for (ArchRule rule : CoreRules.aboutUse()) {
      rule.check(CORE);
    }
  }

  @Test
  void noPackagesOfTheCoreDependOnEachOtherInACycle() {
    CoreRules.noCyclesBelow("dev.yardmaster.core").check(CORE);
  }

  @Test
  void everyPackageIsNullMarked() {
    CoreRules.PACKAGES_ARE_NULL_MARKED.check(CORE);
  }

  @Test
  void everyPackageSaysWhatBelongsInIt() throws IOException {
    Set<String> packages = CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(packages).hasSizeGreaterThan(5);
    for (String name : packages) {
      Path file = Path.of("src/main/java", name.replace('.', '/'), "package-info.java");
      assertThat(Files.readString(file))
          .startsWith("/**")
          .doesNotContainIgnoringCase("placeholder");
    }
  }

  @ParameterizedTest
  @MethodSource("violations")
  void aViolationIsFound(Class<?> violation) {
    JavaClasses imported = new ClassFileImporter().importClasses(violation);

    assertThat(CoreRules.aboutUse())
        .anyMatch(rule -> rule.evaluate(imported).hasViolation(), "a rule that flags it");
  }

  static Stream<Class<?>> violations() {
    return Stream.of(Violations.class.getDeclaredClasses());
  }

  @Test
  void eachRuleAboutUseFindsAViolationThatNoOtherFinds() {
    List<List<String>> found =
        violations()
            .map(type -> new ClassFileImporter().importClasses(type))
            .map(ArchitectureTest::rulesThatFlag)
            .toList();

    for (ArchRule rule : CoreRules.aboutUse()) {
      assertThat(found).contains(List.of(rule.getDescription()));
    }
  }

  private static List<String> rulesThatFlag(JavaClasses imported) {
    return CoreRules.aboutUse().stream()
        .filter(rule -> rule.evaluate(imported).hasViolation())
        .map(ArchRule::getDescription)
        .toList();
  }

  @Test
  void aCycleOfPackagesIsFound() {
    JavaClasses cycle = new ClassFileImporter().importClasses(Up.class, Down.class);

    assertThat(
            CoreRules.noCyclesBelow("dev.yardmaster.core.violation").evaluate(cycle).hasViolation())
        .isTrue();
  }

  @Test
  void aPackageWithoutNullMarkedIsFound() {
    JavaClasses undocumented = new ClassFileImporter().importPackagesOf(Undocumented.class);

    assertThat(CoreRules.PACKAGES_ARE_NULL_MARKED.evaluate(undocumented).hasViolation()).isTrue();
  }
}
