package dev.yardmaster.cli.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads plan files, YAML 1.2 or JSON, into valid plans. The whole file is read before it is
 * refused, so that people see all their mistakes at once. No state; safe for any thread.
 */
public final class PlanParser {

  /** Most tasks in one plan. */
  public static final int MAX_TASKS = 1_000_000;

  private static final List<String> FIELDS =
      List.of("name", "description", "defaults", "params", "agents", "resources", "tasks");

  /** Reads a file; a plan over the size limit is refused without being read further. */
  public static PlanReading parse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in.readNBytes(YamlDocument.MAX_BYTES + 1));
    }
  }

  /** Reads the bytes of a plan; {@code source} is how messages call it. */
  public static PlanReading parse(String source, byte[] bytes) {
    var problems = new Problems(source);
    Node root = YamlDocument.read(bytes, problems);
    Section top = root == null ? null : Section.open(root, "the plan", FIELDS, problems);
    if (top == null) {
      return problems.refused();
    }
    PlanFile plan = read(source, top, problems);
    if (plan != null) {
      new PlanReferences(plan, problems).check();
    }
    return plan != null && problems.isEmpty() ? new PlanReading.Valid(plan) : problems.refused();
  }

  private static @Nullable PlanFile read(String source, Section top, Problems problems) {
    String name = top.id("name");
    var taskReader = new TaskReader(defaults(top, problems), problems);
    Node params = top.node("params");
    List<PlanParameter> parameters =
        params == null ? List.of() : PlanSections.parameters(params, problems);
    List<PlanAgent> agents = each(top.list("agents"), node -> PlanSections.agent(node, problems));
    if (top.has("agents") && top.list("agents").isEmpty()) {
      problems.add(top.at("agents"), "'agents' names no agent; leave it out for default workers");
    }
    List<PlanResource> resources =
        each(top.list("resources"), node -> PlanSections.resource(node, problems));
    unique("resource", resources, PlanResource::id, PlanResource::at, problems);
    List<Node> taskNodes = top.list("tasks");
    if (taskNodes.size() > MAX_TASKS) {
      problems.add(
          top.at("tasks"),
          "the plan has " + taskNodes.size() + " tasks, at most " + MAX_TASKS + " are allowed");
      return null;
    }
    if (taskNodes.isEmpty() && (!top.has("tasks") || top.node("tasks") instanceof SequenceNode)) {
      problems.add(top.at("tasks"), "the plan has no tasks; list at least one under 'tasks'");
    }
    List<PlanTask> tasks = each(taskNodes, taskReader::read);
    unique("task", tasks, PlanTask::id, PlanTask::at, problems);
    // Without every id, "not in the plan" would be said of tasks that are only misspelt elsewhere.
    return name == null || tasks.size() < taskNodes.size()
        ? null
        : new PlanFile(
            source, name, top.string("description", ""), parameters, agents, resources, tasks);
  }

  private static TaskDefaults defaults(Section top, Problems problems) {
    Node node = top.node("defaults");
    Section defaults =
        node == null
            ? null
            : Section.open(
                node,
                "'defaults'",
                List.of("timeout", "retry", "priority", "capabilities", "env", "cwd"),
                problems);
    return defaults == null ? TaskDefaults.NONE : TaskDefaults.read(defaults, problems);
  }

  private static <T> List<T> each(List<Node> nodes, Function<Node, @Nullable T> reader) {
    List<T> values = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      T value = reader.apply(node);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static <T> void unique(
      String kind,
      List<T> values,
      Function<T, String> id,
      Function<T, SourceMark> at,
      Problems problems) {
    Map<String, SourceMark> seen = HashMap.newHashMap(values.size());
    for (T value : values) {
      SourceMark first = seen.putIfAbsent(id.apply(value), at.apply(value));
      if (first != null) {
        problems.add(
            at.apply(value),
            kind
                + " "
                + Scalars.quote(id.apply(value))
                + " is already defined on line "
                + first.line()
                + "; give each "
                + kind
                + " its own id");
      }
    }
  }

  private PlanParser() {}
}
