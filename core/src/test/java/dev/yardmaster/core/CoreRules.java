package dev.yardmaster.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * What the core's classes may use: the deterministic part of the JDK and nothing else.
 *
 * <p>Packages are a closed list; the rest are members of allowed packages that depend on the time,
 * the machine, chance or another thread.
 */
final class CoreRules {
  private static final Set<String> NONDETERMINISTIC_TYPES =
      Set.of(
          "java.time.Clock",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.TimerTask",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Runtime",
          "java.lang.Process",
          "java.lang.ProcessBuilder");
  private static final Set<String> NONDETERMINISTIC_METHODS =
      Set.of("now", "random", "randomUUID", "identityHashCode", "wait", "notify", "notifyAll");

  static final ArchRule ONLY_ALLOWED_PACKAGES =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.yardmaster.core..",
              "java.lang",
              "java.lang.annotation",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.math",
              "java.nio.charset",
              "java.security",
              "java.time",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "java.util.zip",
              "org.jspecify.annotations")
          .because("the core is the JDK only, without I/O, threads, locks or logging")
          .allowEmptyShould(false);

  static final ArchRule NO_CLOCK_CHANCE_OR_THREAD =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "are nondeterministic",
                  type ->
                      NONDETERMINISTIC_TYPES.contains(type.getFullName())
                          || type.getFullName().equals("java.security.SecureRandom")))
          .because("state is a pure function of the log (S4)")
          .allowEmptyShould(false);

  static final ArchRule NO_NONDETERMINISTIC_CALL =
      noClasses()
          .should()
          .accessTargetWhere(
              JavaAccess.Predicates.target(
                  describe("depends on time, chance, machine or thread", CoreRules::differs)))
          .because("state is a pure function of the log (S4)")
          .allowEmptyShould(false);

  static final ArchRule NO_MONITORS =
      noMethods()
          .should()
          .haveModifier(JavaModifier.SYNCHRONIZED)
          .because("one thread owns a shard's state")
          .allowEmptyShould(false);

  static final ArchRule PACKAGES_ARE_NULL_MARKED =
      classes()
          .should(resideInANullMarkedPackage())
          .because("null is never a value")
          .allowEmptyShould(false);

  private CoreRules() {}

  static List<ArchRule> aboutUse() {
    return List.of(
        ONLY_ALLOWED_PACKAGES, NO_CLOCK_CHANCE_OR_THREAD, NO_NONDETERMINISTIC_CALL, NO_MONITORS);
  }

  /** The packages directly below {@code root} are free of cycles. */
  static ArchRule noCyclesBelow(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(false);
  }

  private static boolean differs(AccessTarget target) {
    String owner = target.getOwner().getFullName();
    if (owner.equals("java.lang.System")) {
      return !target.getName().equals("arraycopy");
    }
    return (owner.startsWith("java.") && NONDETERMINISTIC_METHODS.contains(target.getName()))
        || waits(target);
  }

  /** {@code wait} and {@code notify} are compiled against the class itself. */
  private static boolean waits(AccessTarget target) {
    return target instanceof AccessTarget.MethodCallTarget call
        && Set.of("wait", "notify", "notifyAll").contains(call.getName())
        && call.resolveMember()
            .map(method -> method.getOwner().isEquivalentTo(Object.class))
            .orElse(true);
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package annotated with @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(new SimpleConditionEvent(type, marked, "package of " + type.getFullName()));
      }
    };
  }
}
