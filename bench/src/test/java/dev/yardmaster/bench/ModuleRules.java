package dev.yardmaster.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * What holds between and within the modules below a root package, each named after its package.
 *
 * <p>The root is a parameter so that the same rules can be shown to fail on planted violations.
 */
record ModuleRules(String root) {
  /** Every module, and those it may use beside itself. */
  static final Map<String, List<String>> USES =
      Map.of(
          "core", List.of(),
          "protocol", List.of("core"),
          "engine", List.of("core", "protocol"),
          // The engine it finds by ServiceLoader; in a user's program it may be absent.
          "client", List.of("core", "protocol"),
          // So is the connection to a server.
          "remote", List.of("core", "protocol"),
          "server", List.of("core", "protocol", "engine"),
          "cli", List.of("core", "protocol", "engine", "client", "remote", "server"),
          "bench", List.of("core", "protocol", "engine", "client", "remote", "server", "cli"));

  /**
   * Each pair of modules without an arrow is a rule of its own, so that each can be seen to fail.
   */
  List<ArchRule> arrows() {
    return USES.keySet().stream()
        .sorted()
        .flatMap(from ->
            USES.keySet().stream()
                .sorted()
                .filter(to -> !to.equals(from) && !USES.getOrDefault(from, List.of()).contains(to))
                .map(to -> noArrow(from, to)))
        .toList();
  }

  private ArchRule noArrow(String from, String to) {
    return noClasses()
        .that()
        .resideInAPackage(classesOf(from))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(classesOf(to))
        .as(from + " does not use " + to)
        .allowEmptyShould(false);
  }

  /** Every single package is a slice, the module's own root package too. */
  ArchRule noCyclesIn(String module) {
    SliceAssignment packages =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName() + ".";
            return name.startsWith(root + "." + module + ".")
                ? SliceIdentifier.of(type.getPackageName())
                : SliceIdentifier.ignore();
          }

          @Override
          public String getDescription() {
            return "the packages of " + module;
          }
        };
    return slices().assignedFrom(packages).should().beFreeOfCycles().allowEmptyShould(false);
  }

  /**
   * The Javadoc of a class's package says what belongs in it.
   *
   * @param sources the module's folder of sources
   */
  ArchRule packagesAreDocumented(String module, Path sources) {
    return classes()
        .that()
        .resideInAPackage(classesOf(module))
        .should(
            new ArchCondition<>("reside in a documented package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                Path file =
                    sources.resolve(type.getPackageName().replace('.', '/') + "/package-info.java");
                events.add(new SimpleConditionEvent(type, documented(file), "Javadoc in " + file));
              }
            })
        .allowEmptyShould(false);
  }

  private static boolean documented(Path file) {
    try {
      return Files.readString(file).startsWith("/**");
    } catch (IOException absent) {
      return false;
    }
  }

  /** Generated code carries no annotations. */
  ArchRule packagesAreNullMarked(String module) {
    return classes()
        .that()
        .resideInAPackage(classesOf(module))
        .and()
        .resideOutsideOfPackages(root + ".protocol.log.v1", root + ".protocol.v1")
        .should(
            new ArchCondition<>("reside in a package annotated with @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(type, marked, "package of " + type.getFullName()));
              }
            })
        .allowEmptyShould(false);
  }

  private String classesOf(String module) {
    return root + "." + module + "..";
  }
}
