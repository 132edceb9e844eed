package dev.yardmaster.cli.rehearse;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outcomes of a rehearsal, as a table for people (80 columns) or as one JSON document.
 *
 * @param seed what everything left to chance came from
 */
record RehearsalReport(
    Workload workload, List<CrewMember> crew, long seed, List<Outcome> outcomes) {

  RehearsalReport {
    crew = List.copyOf(crew);
    outcomes = List.copyOf(outcomes);
  }

  double lowerBoundMillis() {
    return workload.lowerBoundMillis(crew);
  }

  double ratio(Outcome outcome) {
    return outcome.makespanMillis() / lowerBoundMillis();
  }

  void table(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %d tasks, %s of work%n",
        fitting(workload.name(), 40),
        workload.items().size(),
        seconds(workload.totalMillis()));
    out.println("runtimes:    " + workload.runtimes());
    out.println("crew:        " + crewText());
    out.println(
        "lower bound: "
            + seconds(lowerBoundMillis())
            + " (longest chain on the fastest agent, or all work on all)");
    out.println();
    out.println("strategy      stealing      makespan   ratio to bound   utilization   steals");
    for (Outcome outcome : outcomes) {
      out.printf(
          Locale.ROOT,
          "%-13s %-8s %13s %16.3f %12.1f%% %8d%n",
          outcome.play().strategy().title(),
          outcome.play().stealing() ? "on" : "off",
          seconds((double) outcome.makespanMillis()),
          ratio(outcome),
          outcome.utilization() * 100,
          outcome.steals());
    }
  }

  private String crewText() {
    StringBuilder speeds = new StringBuilder();
    for (CrewMember member : crew) {
      String speed = (speeds.isEmpty() ? "" : ",") + speed(member.speed());
      if (speeds.length() + speed.length() > 36) {
        speeds.append(",...");
        break;
      }
      speeds.append(speed);
    }
    boolean one = crew.size() == 1;
    return "%d %s of speed%s %s (which placement must learn)"
        .formatted(crew.size(), one ? "agent" : "agents", one ? "" : "s", speeds);
  }

  private static String speed(double speed) {
    return speed == Math.rint(speed) && speed < 1e6
        ? Long.toString((long) speed)
        : Double.toString(speed);
  }

  private static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.3f s", millis / 1_000);
  }

  private static String fitting(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  String json() {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode root = mapper.createObjectNode();
    root.put("name", workload.name());
    root.put("tasks", workload.items().size());
    root.put("runtimes", workload.runtimes());
    root.put("seed", seed);
    root.put("workMillis", Math.round(workload.totalMillis()));
    root.put("lowerBoundMillis", Math.round(lowerBoundMillis()));
    ArrayNode agents = root.putArray("agents");
    for (CrewMember member : crew) {
      agents
          .addObject()
          .put("id", member.profile().id().value())
          .put("speed", member.speed())
          .put("maxConcurrentTasks", member.slots())
          .put("prefetch", member.profile().slots().prefetch());
    }
    ArrayNode plays = root.putArray("outcomes");
    for (Outcome outcome : outcomes) {
      plays
          .addObject()
          .put("strategy", outcome.play().strategy().title())
          .put("stealing", outcome.play().stealing())
          .put("makespanMillis", outcome.makespanMillis())
          .put("ratioToBound", ratio(outcome))
          .put("utilization", outcome.utilization())
          .put("steals", outcome.steals());
    }
    return mapper.writeValueAsString(root);
  }
}
