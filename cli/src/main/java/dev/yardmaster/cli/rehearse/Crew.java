package dev.yardmaster.cli.rehearse;

import dev.yardmaster.cli.plan.PlanAgent;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.core.agent.AgentProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts crews together: whose agents, how many, how fast. */
final class Crew {
  /** How many agents there are where nobody says. */
  static final int DEFAULT_AGENTS = 8;

  /** Most agents of a rehearsal. */
  static final int MAX_AGENTS = 1_000;

  private Crew() {}

  /**
   * So many agents able to do everything.
   *
   * @param speeds taken in turn
   */
  static List<CrewMember> alike(int count, List<Double> speeds, int prefetch) {
    return members(List.of(PlanAgent.implicit(count)), speeds, prefetch);
  }

  /** The agents a plan declares, or so many able to do everything where it declares none. */
  static List<CrewMember> of(
      PlanFile plan, int implicitCount, List<Double> speeds, @Nullable Integer prefetch) {
    return members(plan.crew(implicitCount), speeds, prefetch);
  }

  private static List<CrewMember> members(
      List<PlanAgent> kinds, List<Double> speeds, @Nullable Integer prefetch) {
    List<CrewMember> members = new ArrayList<>();
    for (PlanAgent kind : kinds) {
      for (String id : kind.memberIds()) {
        AgentProfile profile =
            AgentProfile.named(id)
                .capabilities(kind.capabilities().toArray(String[]::new))
                .priority(kind.limits().priority())
                .maxConcurrentTasks(kind.limits().maxConcurrentTasks())
                .prefetch(prefetch == null ? kind.limits().prefetch() : prefetch);
        for (Map.Entry<String, String> label : kind.labels().entrySet()) {
          profile = profile.label(label.getKey(), label.getValue());
        }
        members.add(new CrewMember(profile, speeds.get(members.size() % speeds.size())));
      }
    }
    return members;
  }
}
