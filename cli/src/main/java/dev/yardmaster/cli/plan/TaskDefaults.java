package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the plan's {@code defaults} give to tasks that do not say otherwise. */
record TaskDefaults(
    @Nullable Duration timeout,
    PlanRetry retry,
    int priority,
    Set<String> capabilities,
    Map<String, String> env,
    String cwd) {

  static final TaskDefaults NONE =
      new TaskDefaults(
          null,
          PlanRetry.DEFAULT,
          TaskNeeds.DEFAULT_PRIORITY,
          Set.of(),
          Map.of(),
          TaskProcess.DEFAULT_CWD);

  static TaskDefaults read(Section defaults, Problems problems) {
    return new TaskDefaults(
        defaults.duration("timeout", Duration.ofMillis(1)),
        PlanSections.retry(defaults, PlanRetry.DEFAULT, problems),
        defaults.integer("priority", TaskNeeds.DEFAULT_PRIORITY, 0, 100),
        defaults.ids("capabilities", "capability"),
        PlanSections.environment(defaults),
        defaults.string("cwd", TaskProcess.DEFAULT_CWD));
  }
}
