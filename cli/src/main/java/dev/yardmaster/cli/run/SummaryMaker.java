package dev.yardmaster.cli.run;

import dev.yardmaster.cli.data.PlanFolder;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the summary of a run of what its record and the workspace say. */
final class SummaryMaker {
  private static final int MAX_LISTED = 5;
  private static final int MAX_DEAD_LETTERS = 20;
  private static final int MAX_LAST_TASKS = 3;
  private static final int MAX_SAID = 5;
  private static final int MAX_LINE = 200;

  private final RunRequest request;
  private final CoordinationManager manager;
  private final PlanFolder folder;
  private final RunRecord record;

  SummaryMaker(
      RunRequest request, CoordinationManager manager, PlanFolder folder, RunRecord record) {
    this.request = request;
    this.manager = manager;
    this.folder = folder;
    this.record = record;
  }

  RunSummary of(PlanView view) {
    Map<String, Long> durations = record.durations();
    int slots =
        request.crew().stream()
            .mapToInt(agent -> agent.count() * agent.limits().maxConcurrentTasks())
            .sum();
    return new RunSummary(
        request.plan().name(),
        view.tasks(),
        new RunSummary.Effort(
            Math.max(0, System.currentTimeMillis() - record.startedMillis()),
            record.busyMillis(),
            slots,
            record.counts()),
        longest(durations),
        MeasuredPath.of(request.plan().tasks(), durations),
        deadLetters(),
        said());
  }

  private static List<RunSummary.Timed> longest(Map<String, Long> durations) {
    return durations.entrySet().stream()
        .map(entry -> new RunSummary.Timed(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(RunSummary.Timed::millis)
                .reversed()
                .thenComparing(RunSummary.Timed::task))
        .limit(MAX_LISTED)
        .toList();
  }

  private List<RunSummary.DeadLetter> deadLetters() {
    return manager.tasks().list(TaskState.Name.FAILED, null, MAX_DEAD_LETTERS).stream()
        .map(task ->
            new RunSummary.DeadLetter(
                task.id().value(),
                task.state() instanceof TaskState.Failed failed
                    ? failed.failure().type() + ": " + failed.failure().message()
                    : task.state().name().toString()))
        .toList();
  }

  /** What the tasks that nothing waits for wrote at last: often the plan's result, or its place. */
  private List<String> said() {
    Set<String> awaited = new HashSet<>();
    request.plan().tasks().forEach(task -> task.dependsOn().forEach(d -> awaited.add(d.id())));
    List<String> last =
        request.plan().tasks().stream()
            .map(PlanTask::id)
            .filter(task -> !awaited.contains(task))
            .limit(MAX_LAST_TASKS + 1)
            .toList();
    List<String> said = new ArrayList<>();
    if (last.size() <= MAX_LAST_TASKS) {
      for (String task : last) {
        List<String> lines = lastLines(task);
        if (!lines.isEmpty()) {
          said.add(task + " said:");
          lines.forEach(line -> said.add("  " + line));
        }
      }
    }
    return said;
  }

  private List<String> lastLines(String task) {
    try {
      List<Integer> attempts = folder.output().attempts(task);
      if (attempts.isEmpty()) {
        return List.of();
      }
      Path out = folder.output().out(task, attempts.getLast());
      List<String> lines =
          new String(Files.readAllBytes(out), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - MAX_SAID), lines.size()).stream()
          .map(line -> line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "..." : line)
          .toList();
    } catch (IOException e) {
      return List.of("(its output could not be read: " + e + ")");
    }
  }
}
