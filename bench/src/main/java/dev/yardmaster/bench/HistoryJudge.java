package dev.yardmaster.bench;

import dev.yardmaster.cli.plan.PlanDependency;
import dev.yardmaster.cli.plan.PlanTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges a plan's runs from what {@code history --json} printed alone: every task succeeded exactly
 * once and never ran again, none began before its parents had succeeded, nothing failed.
 */
final class HistoryJudge {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Seen> events = new ArrayList<>();

  /** What matters of an event. */
  private record Seen(long position, long wallMillis, String kind, String subject) {}

  /** Reads the lines of {@code history --json}. */
  static HistoryJudge read(Path file) throws IOException {
    HistoryJudge judge = new HistoryJudge();
    for (String line : Files.readAllLines(file)) {
      JsonNode event = JSON.readTree(line);
      judge.events.add(
          new Seen(
              event.get("position").asLong(),
              event.get("time").asLong(),
              event.get("kind").asString(),
              event.get("subject").asString("")));
    }
    return judge;
  }

  /** When the first event of a kind happened in a span of wall time. */
  OptionalLong first(String kind, long fromMillis, long toMillis) {
    return events.stream()
        .filter(event -> event.kind().equals(kind))
        .mapToLong(Seen::wallMillis)
        .filter(at -> at >= fromMillis && at <= toMillis)
        .min();
  }

  int count(String kind) {
    return (int) events.stream().filter(event -> event.kind().equals(kind)).count();
  }

  /** What is not as promised, one line each. */
  List<String> problems(List<PlanTask> tasks) {
    Map<String, Integer> successes = new HashMap<>();
    Map<String, Long> succeededAt = new HashMap<>();
    Map<String, Long> firstStart = new HashMap<>();
    TreeSet<String> again = new TreeSet<>();
    List<String> problems = new ArrayList<>();
    for (Seen event : events) {
      String task = event.subject();
      switch (event.kind()) {
        case "TaskSucceeded" -> {
          successes.merge(task, 1, Integer::sum);
          succeededAt.put(task, event.position());
        }
        case "TaskStarted" -> {
          firstStart.putIfAbsent(task, event.position());
          if (succeededAt.containsKey(task)) {
            again.add(task);
          }
        }
        case "AttemptFailed" -> problems.add("an attempt of " + task + " counts as failed");
        case "TaskFailed", "TaskSkipped", "TaskCancelled" ->
            problems.add("%s: %s".formatted(task, event.kind()));
        default -> {}
      }
    }
    again.forEach(task -> problems.add(task + " ran again after its success"));
    for (PlanTask task : tasks) {
      String id = task.id();
      if (successes.getOrDefault(id, 0) != 1) {
        problems.add("%s succeeded %d times".formatted(id, successes.getOrDefault(id, 0)));
      }
      for (PlanDependency dependency : task.dependsOn()) {
        Long parent = succeededAt.get(dependency.id());
        Long start = firstStart.get(id);
        if (parent == null || start == null || start < parent) {
          problems.add("%s started before %s succeeded".formatted(id, dependency.id()));
        }
      }
    }
    if (successes.size() != tasks.size()) {
      problems.add(
          "%d tasks succeeded, but the plan has %d".formatted(successes.size(), tasks.size()));
    }
    return problems;
  }
}
