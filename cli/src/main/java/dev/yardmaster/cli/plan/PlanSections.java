package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the parts of a plan other than tasks, and the fields that several parts share. */
final class PlanSections {

  static final int MAX_CAPACITY = 1_000_000;
  private static final int MAX_AGENTS = 10_000;

  static @Nullable PlanAgent agent(Node node, Problems problems) {
    Section agent =
        Section.open(
            node,
            "the agent",
            List.of(
                "id",
                "count",
                "capabilities",
                "labels",
                "priority",
                "maxConcurrentTasks",
                "prefetch",
                "run"),
            problems);
    String id = agent == null ? null : agent.id("id");
    if (agent == null || id == null) {
      return null;
    }
    var limits =
        new PlanAgent.AgentLimits(
            agent.integer("priority", 50, 0, 100),
            agent.integer("maxConcurrentTasks", 1, 1, 1_000),
            agent.integer("prefetch", 0, 0, 1_000));
    return new PlanAgent(
        id,
        agent.integer("count", 1, 1, MAX_AGENTS),
        capabilities(agent),
        agent.texts("labels"),
        limits,
        agentRun(agent),
        agent.at());
  }

  private static Set<String> capabilities(Section agent) {
    Node node = agent.node("capabilities");
    if (node instanceof SequenceNode list
        && list.getValue().size() == 1
        && PlanAgent.ALL.equals(Scalars.string(list.getValue().getFirst()))) {
      return Set.of(PlanAgent.ALL);
    }
    return agent.ids("capabilities", "capability");
  }

  private static RunSpec.@Nullable Argv agentRun(Section agent) {
    Node node = agent.node("run");
    if (node instanceof ScalarNode) {
      agent.mismatch("'run' of an agent", "a list of program and arguments", node);
      return null;
    }
    return node == null ? null : argv(agent, "run");
  }

  static @Nullable PlanResource resource(Node node, Problems problems) {
    Section resource = Section.open(node, "the resource", List.of("id", "capacity"), problems);
    String id = resource == null ? null : resourceName(resource, "id");
    if (resource == null || id == null) {
      return null;
    }
    if (!resource.has("capacity")) {
      resource.refuse(
          resource.at(),
          "resource "
              + Scalars.quote(id)
              + " has no 'capacity'; resources locked as a whole need no declaration");
    }
    return new PlanResource(id, resource.integer("capacity", 1, 1, MAX_CAPACITY), resource.at());
  }

  static List<PlanParameter> parameters(Node node, Problems problems) {
    if (!(node instanceof MappingNode map)) {
      problems.add(
          Scalars.at(node),
          "expected 'params' to be a map of names and defaults, but found "
              + Scalars.describe(node));
      return List.of();
    }
    List<PlanParameter> parameters = new ArrayList<>();
    for (Section.Entry entry : Section.entries(map, "'params'", problems)) {
      String name = entry.key();
      if (!PlanNames.isVariable(name) || reserved(name)) {
        problems.add(entry.at(), variableFault("parameter", name));
        continue;
      }
      if (entry.value() instanceof MappingNode) {
        Section section =
            Section.open(
                entry.value(), "the parameter", List.of("default", "description"), problems);
        if (section != null) {
          Node fallback = section.node("default");
          parameters.add(
              new PlanParameter(
                  name,
                  fallback == null ? null : value(name, fallback, problems),
                  section.string("description", ""),
                  entry.at()));
        }
      } else {
        parameters.add(
            new PlanParameter(name, value(name, entry.value(), problems), "", entry.at()));
      }
    }
    return parameters;
  }

  private static @Nullable String value(String name, Node node, Problems problems) {
    String value = Scalars.word(node);
    if (value == null || value.indexOf('\0') >= 0) {
      problems.add(
          Scalars.at(node),
          "expected the default of parameter '"
              + name
              + "' to be text, but found "
              + Scalars.describe(node)
              + "; write '"
              + name
              + ": {}' for a parameter that must be given");
      return "";
    }
    return value;
  }

  static @Nullable String resourceName(Section section, String field) {
    Node node = section.node(field);
    if (node == null) {
      section.refuse(section.at(), "'" + field + "' is missing; name the resource");
      return null;
    }
    String name = section.text(node, "'" + field + "'");
    if (name == null) {
      return null;
    }
    boolean counted = field.equals("id") || section.has("permits");
    String fault =
        counted && PlanNames.isSubtree(name)
            ? "permits are of one resource, not of everything below it; name the resource itself"
            : PlanNames.resourceFault(name).orElse(null);
    if (fault != null) {
      section.refuse(Scalars.at(node), Scalars.quote(name) + " cannot name a resource: " + fault);
      return null;
    }
    return name;
  }

  static RunSpec.@Nullable Argv argv(Section section, String field) {
    Node node = Objects.requireNonNull(section.node(field));
    List<String> words = new ArrayList<>();
    for (Node word : section.list(node, "'" + field + "'")) {
      String text = section.text(word, "each word of '" + field + "'");
      if (text != null) {
        words.add(text);
      }
    }
    if (words.isEmpty() || words.getFirst().isBlank()) {
      section.refuse(
          Scalars.at(node), "'" + field + "' names no program; put it first in the list");
      return null;
    }
    return new RunSpec.Argv(words);
  }

  static Map<String, String> environment(Section section) {
    Map<String, String> env = section.texts("env");
    for (String name : env.keySet()) {
      if (!PlanNames.isVariable(name) || reserved(name)) {
        section.refuse(section.at("env"), variableFault("environment variable", name));
      }
    }
    return env;
  }

  private static boolean reserved(String name) {
    return name.startsWith("YARDMASTER_");
  }

  private static String variableFault(String kind, String name) {
    return Scalars.quote(name)
        + " cannot name "
        + (kind.startsWith("e") ? "an " : "a ")
        + kind
        + (reserved(name)
            ? ": names beginning with YARDMASTER_ are set by the run"
            : ": expected letters, digits and _, no digit first");
  }

  static PlanRetry retry(Section owner, PlanRetry fallback, Problems problems) {
    Node node = owner.node("retry");
    Section retry =
        node == null
            ? null
            : Section.open(
                node,
                "'retry'",
                List.of("maxRetries", "delay", "factor", "jitter", "cap", "nonRetryable"),
                problems);
    if (retry == null) {
      return fallback;
    }
    Duration delay = retry.duration("delay", Duration.ZERO);
    Duration cap = retry.duration("cap", Duration.ZERO);
    return new PlanRetry(
        retry.integer("maxRetries", fallback.maxRetries(), 0, 1_000),
        delay == null ? fallback.delay() : delay,
        retry.decimal("factor", fallback.factor(), 1, 100),
        retry.decimal("jitter", fallback.jitter(), 0, 1),
        cap == null ? fallback.cap() : cap,
        retry.has("nonRetryable") ? nonRetryable(retry) : fallback.nonRetryable());
  }

  private static List<PlanRetry.NonRetryable> nonRetryable(Section retry) {
    List<PlanRetry.NonRetryable> failures = new ArrayList<>();
    for (Node node : retry.list("nonRetryable")) {
      String word = Scalars.word(node);
      if (word != null && node.getTag().equals(Tag.STR) && PlanNames.isId(word)) {
        failures.add(new PlanRetry.NonRetryable.ErrorType(word));
      } else if (word != null
          && node.getTag().equals(Tag.INT)
          && word.matches("[1-9][0-9]{0,2}")
          && Integer.parseInt(word) <= 255) {
        failures.add(new PlanRetry.NonRetryable.ExitCode(Integer.parseInt(word)));
      } else {
        retry.mismatch(
            "an entry of 'nonRetryable'", "an exit code from 1 to 255 or an error type", node);
      }
    }
    return failures;
  }

  private PlanSections() {}
}
