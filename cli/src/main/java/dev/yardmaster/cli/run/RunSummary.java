package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to.
 *
 * @param tasks of the whole plan, by state
 * @param longest the tasks of this run that took longest, longest first
 * @param criticalPath the chain of dependent tasks of this run that took longest, first to last
 * @param deadLetters tasks that ended FAILED, with their failures
 * @param said the ends of what the plan's last tasks wrote
 */
record RunSummary(
    String plan,
    Map<TaskState.Name, Integer> tasks,
    Effort effort,
    List<Timed> longest,
    List<Timed> criticalPath,
    List<DeadLetter> deadLetters,
    List<String> said) {
  /** A task and how long it took. */
  record Timed(String task, long millis) {}

  /** A task that failed for good. */
  record DeadLetter(String task, String failure) {}

  /**
   * What this run alone did.
   *
   * @param slots how many tasks its agents could have run at once
   */
  record Effort(long wallMillis, long busyMillis, int slots, RunRecord.Counts counts) {
    /** The share of the time that the agents' slots worked, in percent. */
    long utilizationPercent() {
      return wallMillis == 0 || slots == 0 ? 0 : 100 * busyMillis / (wallMillis * slots);
    }
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_PATH = 12;

  /** For people, within 80 columns where names allow. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    int total = tasks.values().stream().mapToInt(Integer::intValue).sum();
    lines.add(
        "plan %s: %d tasks in %s".formatted(plan, total, EventText.seconds(effort.wallMillis)));
    for (Map.Entry<TaskState.Name, Integer> state : tasks.entrySet()) {
      if (state.getValue() > 0) {
        lines.add(String.format(Locale.ROOT, "  %-11s %d", state.getKey(), state.getValue()));
      }
    }
    RunRecord.Counts counts = effort.counts();
    lines.add(
        "attempts: %d, failed %d, lost %d; agents busy %d %%"
            .formatted(
                counts.attempts(), counts.failed(), counts.lost(), effort.utilizationPercent()));
    if (!longest.isEmpty()) {
      lines.add("longest tasks:");
      longest.forEach(task -> lines.add(timed(task)));
    }
    if (criticalPath.size() > 1) {
      long sum = criticalPath.stream().mapToLong(Timed::millis).sum();
      lines.add("critical path, " + EventText.seconds(sum) + ":");
      criticalPath.stream().limit(MAX_PATH).forEach(task -> lines.add(timed(task)));
      if (criticalPath.size() > MAX_PATH) {
        lines.add("  and " + (criticalPath.size() - MAX_PATH) + " more");
      }
    }
    if (!deadLetters.isEmpty()) {
      lines.add("dead letters (see: yardmaster logs TASK; again: yardmaster retry TASK):");
      deadLetters.forEach(letter -> lines.add("  " + letter.task() + ": " + letter.failure()));
    }
    lines.addAll(said);
    return lines;
  }

  private static String timed(Timed task) {
    return String.format(Locale.ROOT, "  %10s  %s", EventText.seconds(task.millis()), task.task());
  }

  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("plan", plan);
    ObjectNode states = json.putObject("tasks");
    tasks.forEach((state, count) -> states.put(state.name(), count));
    json.put("wallMillis", effort.wallMillis)
        .put("utilizationPercent", effort.utilizationPercent())
        .put("attempts", effort.counts().attempts())
        .put("failedAttempts", effort.counts().failed())
        .put("lostAttempts", effort.counts().lost());
    put(json.putArray("longest"), longest);
    put(json.putArray("criticalPath"), criticalPath);
    ArrayNode letters = json.putArray("deadLetters");
    deadLetters.forEach(
        letter -> letters.addObject().put("task", letter.task()).put("failure", letter.failure()));
    return json;
  }

  private static void put(ArrayNode array, List<Timed> tasks) {
    tasks.forEach(task -> array.addObject().put("task", task.task()).put("millis", task.millis()));
  }
}
