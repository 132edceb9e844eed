package dev.yardmaster.cli.plan;

import dev.yardmaster.core.task.Requirements;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one entry of {@code tasks}, filling in the plan's defaults. */
final class TaskReader {

  private static final List<String> FIELDS =
      List.of(
          "id",
          "type",
          "description",
          "tags",
          "dependsOn",
          "capabilities",
          "selector",
          "agent",
          "priority",
          "locks",
          "breakers",
          "run",
          "env",
          "cwd",
          "outputs",
          "timeout",
          "scheduleToStart",
          "heartbeat",
          "deadline",
          "notBefore",
          "retry",
          "approval");
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Stands for a faulty 'run', so that it is not also called missing. */
  private static final RunSpec REFUSED_RUN = new RunSpec.Shell("");

  private final TaskDefaults defaults;
  private final Problems problems;

  TaskReader(TaskDefaults defaults, Problems problems) {
    this.defaults = defaults;
    this.problems = problems;
  }

  /** The task, or null where not even its id can be read. */
  @Nullable PlanTask read(Node node) {
    Section task = Section.open(node, "the task", FIELDS, problems);
    String id = task == null ? null : task.id("id");
    if (task == null || id == null) {
      return null;
    }
    return new PlanTask(
        id,
        about(task, id),
        dependencies(task),
        needs(task),
        process(task),
        policy(task),
        task.at());
  }

  private static TaskAbout about(Section task, String id) {
    String type = task.idOrNull("type");
    return new TaskAbout(
        type == null ? PlanNames.withoutNumber(id) : type,
        task.string("description", ""),
        List.copyOf(task.ids("tags", "tag")));
  }

  private List<PlanDependency> dependencies(Section task) {
    Map<String, PlanDependency> dependencies = new LinkedHashMap<>();
    for (Node node : task.list("dependsOn")) {
      PlanDependency dependency = dependency(task, node);
      if (dependency != null) {
        PlanDependency first = dependencies.putIfAbsent(dependency.id(), dependency);
        if (first != null) {
          task.refuse(
              dependency.at(),
              "dependency '"
                  + dependency.id()
                  + "' was already named on line "
                  + first.at().line());
        }
      }
    }
    return List.copyOf(dependencies.values());
  }

  private @Nullable PlanDependency dependency(Section task, Node node) {
    SourceMark at = Scalars.at(node);
    if (!(node instanceof MappingNode)) {
      String id = task.id(node, "dependency");
      return id == null ? null : new PlanDependency(id, PlanDependency.On.SUCCESS, at);
    }
    Section section = Section.open(node, "the dependency", List.of("id", "on"), problems);
    String id = section == null ? null : section.id("id");
    if (section == null || id == null) {
      return null;
    }
    PlanDependency.On on = PlanDependency.On.SUCCESS;
    Node onNode = section.node("on");
    if (onNode != null) {
      switch (Scalars.string(onNode)) {
        case "success" -> on = PlanDependency.On.SUCCESS;
        case "completion" -> on = PlanDependency.On.COMPLETION;
        case null, default -> section.mismatch("'on'", "success or completion", onNode);
      }
    }
    return new PlanDependency(id, on, at);
  }

  private TaskNeeds needs(Section task) {
    Set<String> capabilities =
        task.has("capabilities") ? task.ids("capabilities", "capability") : defaults.capabilities();
    return new TaskNeeds(
        capabilities,
        task.texts("selector"),
        task.idOrNull("agent"),
        task.integer("priority", defaults.priority(), 0, 100),
        locks(task),
        breakers(task));
  }

  private static Set<String> breakers(Section task) {
    Set<String> breakers = task.ids("breakers", "breaker");
    Node node = task.node("breakers");
    if (node != null && breakers.size() > Requirements.MAX_BREAKERS) {
      task.refuse(
          Scalars.at(node),
          "a task names at most %d breakers, got %d"
              .formatted(Requirements.MAX_BREAKERS, breakers.size()));
    }
    for (String breaker : breakers) {
      if (node != null && breaker.startsWith("agent:")) {
        task.refuse(
            Scalars.at(node),
            "breaker '" + breaker + "' is an agent's own; choose a name that begins otherwise");
      }
    }
    return breakers;
  }

  private List<PlanLock> locks(Section task) {
    List<PlanLock> locks = new ArrayList<>();
    Map<String, SourceMark> seen = new HashMap<>();
    for (Node node : task.list("locks")) {
      PlanLock lock = lock(node);
      if (lock == null) {
        continue;
      }
      SourceMark first = seen.putIfAbsent(lock.resource(), lock.at());
      if (first == null) {
        locks.add(lock);
      } else {
        task.refuse(
            lock.at(),
            "resource "
                + Scalars.quote(lock.resource())
                + " is already locked on line "
                + first.line()
                + "; a task takes each resource once");
      }
    }
    return locks;
  }

  private @Nullable PlanLock lock(Node node) {
    Section section =
        Section.open(node, "the lock", List.of("resource", "mode", "permits"), problems);
    String resource = section == null ? null : PlanSections.resourceName(section, "resource");
    if (section == null || resource == null) {
      return null;
    }
    Node mode = section.node("mode");
    if (section.has("permits")) {
      int permits = section.integer("permits", 1, 1, PlanSections.MAX_CAPACITY);
      if (mode != null) {
        section.refuse(
            section.at("mode"), "a lock has either 'mode' or 'permits', not both; drop one");
      }
      return new PlanLock.Permits(resource, permits, section.at());
    }
    String text = mode == null ? "exclusive" : Scalars.string(mode);
    if (mode != null && !("exclusive".equals(text) || "shared".equals(text))) {
      section.mismatch("'mode'", "exclusive or shared", mode);
    }
    return "shared".equals(text)
        ? new PlanLock.Shared(resource, section.at())
        : new PlanLock.Exclusive(resource, section.at());
  }

  private TaskProcess process(Section task) {
    Map<String, String> env = new LinkedHashMap<>(defaults.env());
    env.putAll(PlanSections.environment(task));
    List<String> outputs = new ArrayList<>();
    for (Node node : task.list("outputs")) {
      String output = task.text(node, "output");
      if (output != null && output.isEmpty()) {
        task.refuse(Scalars.at(node), "output is empty; name a file relative to 'cwd'");
      } else if (output != null && outputs.contains(output) && outputs.size() < 1_000) {
        task.refuse(Scalars.at(node), "output " + Scalars.quote(output) + " is listed twice");
      } else if (output != null) {
        outputs.add(output);
      }
    }
    return new TaskProcess(run(task), env, task.string("cwd", defaults.cwd()), outputs);
  }

  private static @Nullable RunSpec run(Section task) {
    Node node = task.node("run");
    return switch (node) {
      case null -> null;
      case SequenceNode _ -> {
        RunSpec argv = PlanSections.argv(task, "run");
        yield argv == null ? REFUSED_RUN : argv;
      }
      case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> {
        String script = task.text(node, "'run'");
        if (script != null && script.isBlank()) {
          task.refuse(Scalars.at(node), "'run' is blank; write a command or leave the field out");
        }
        yield script == null ? REFUSED_RUN : new RunSpec.Shell(script);
      }
      default -> {
        task.mismatch("'run'", "a shell command or a list of program and arguments", node);
        yield REFUSED_RUN;
      }
    };
  }

  private TaskPolicy policy(Section task) {
    Duration timeout = task.duration("timeout", SHORTEST);
    var timing =
        new TaskTiming(
            timeout == null ? defaults.timeout() : timeout,
            task.duration("scheduleToStart", SHORTEST),
            task.duration("heartbeat", SHORTEST),
            moment(task, "deadline"),
            moment(task, "notBefore"));
    return new TaskPolicy(
        timing, PlanSections.retry(task, defaults.retry(), problems), task.flag("approval", false));
  }

  private static @Nullable PlanMoment moment(Section task, String field) {
    Node node = task.node(field);
    if (node == null) {
      return null;
    }
    String text = Scalars.string(node);
    if (text != null) {
      Duration duration = PlanDuration.parse(text).orElse(null);
      if (duration != null) {
        return new PlanMoment.AfterStart(duration);
      }
      try {
        return new PlanMoment.At(Instant.parse(text));
      } catch (DateTimeException neither) {
        // Reported below, like every other text that is neither.
      }
    }
    task.mismatch(
        "'" + field + "'",
        "a time such as 2027-01-31T18:00:00Z or a duration from the start such as 2h",
        node);
    return null;
  }
}
