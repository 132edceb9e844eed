package dev.yardmaster.cli.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of agent of the crew: {@code count} agents alike. A single one is known by the id itself,
 * several by {@code id-1} to {@code id-count}.
 */
public record PlanAgent(
    String id,
    int count,
    Set<String> capabilities,
    Map<String, String> labels,
    AgentLimits limits,
    RunSpec.@Nullable Argv run,
    SourceMark at) {

  /** The capability that stands for all. */
  public static final String ALL = "*";

  public PlanAgent {
    capabilities = Ordered.set(capabilities);
    labels = Ordered.map(labels);
  }

  /** How much an agent takes, and which of several equals is preferred. */
  public record AgentLimits(int priority, int maxConcurrentTasks, int prefetch) {

    /** What an agent gets that says nothing. */
    public static final AgentLimits DEFAULT = new AgentLimits(50, 1, 0);
  }

  /** The crew of a plan that declares no agents: {@code worker}, able to do everything. */
  public static PlanAgent implicit(int count) {
    return new PlanAgent(
        "worker", count, Set.of(ALL), Map.of(), AgentLimits.DEFAULT, null, SourceMark.NONE);
  }

  /** The same agents in another number. */
  public PlanAgent withCount(int newCount) {
    return new PlanAgent(id, newCount, capabilities, labels, limits, run, at);
  }

  /** Ids of the single agents. */
  public List<String> memberIds() {
    return count == 1
        ? List.of(id)
        : IntStream.rangeClosed(1, count).mapToObj(number -> id + "-" + number).toList();
  }

  /** Whether these agents have all of the capabilities and carry all of the labels. */
  public boolean serves(Set<String> needed, Map<String, String> selector) {
    return (capabilities.contains(ALL) || capabilities.containsAll(needed))
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
