package dev.yardmaster.cli.run;

import dev.yardmaster.cli.plan.Placeholders;
import dev.yardmaster.cli.plan.RunSpec;
import dev.yardmaster.cli.process.AttemptFailure;
import dev.yardmaster.cli.process.AttemptLogs;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.cli.process.AttemptSpec;
import dev.yardmaster.cli.process.AttemptStartException;
import dev.yardmaster.cli.process.ExitResult;
import dev.yardmaster.cli.process.OutputsCheck;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.TaskHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an agent of a run does with a task: one process group for each attempt. Thread-safe. */
final class AttemptHandler implements TaskHandler {
  private final AttemptProcesses processes;
  private final AttemptLogs output;
  private final Folders folders;
  private final RunSpec.@Nullable Argv agentRun;

  /**
   * Where attempts work.
   *
   * @param base what {@code cwd} is relative to
   * @param plan the folder of the plan file
   */
  record Folders(Path base, Path plan) {}

  AttemptHandler(
      AttemptProcesses processes,
      AttemptLogs output,
      Folders folders,
      RunSpec.@Nullable Argv agentRun) {
    this.processes = processes;
    this.output = output;
    this.folders = folders;
    this.agentRun = agentRun;
  }

  @Override
  public Outcome run(TaskContext context) throws IOException, InterruptedException {
    AttemptWork work = AttemptWork.of(context.spec().work().input());
    Map<String, String> facts = facts(context);
    RunSpec run = work.run() == null ? agentRun : work.run();
    if (run == null) {
      return Outcome.fatal(
          "nothing-to-run",
          "Expected the task or agent " + context.agent() + " to have 'run', but neither has");
    }
    Path folder = folders.base().resolve(work.cwd());
    try {
      ExitResult result =
          AttemptExecution.run(context, processes, attempt(context, work, run, facts, folder));
      return outcome(context, result, folder, work.outputs());
    } catch (AttemptStartException refused) {
      AttemptFailure reason = AttemptFailure.of(refused);
      return Outcome.failure(reason.type(), reason.message());
    }
  }

  private AttemptSpec attempt(
      TaskContext context, AttemptWork work, RunSpec run, Map<String, String> facts, Path folder)
      throws IOException {
    String task = context.spec().id().value();
    // Attempts that were lost are not counted, so their number comes again; each has its own file.
    List<Integer> former = output.attempts(task);
    int number = former.isEmpty() ? 1 : former.getLast() + 1;
    List<String> argv =
        switch (run) {
          case RunSpec.Shell(String script) -> List.of("/bin/sh", "-c", script);
          case RunSpec.Argv words -> Placeholders.fill(words, facts, work.parameters());
        };
    return new AttemptSpec(
        argv,
        environment(work, facts),
        folder,
        output.out(task, number),
        output.err(task, number),
        AttemptSpec.DEFAULT_OUTPUT_LIMIT);
  }

  /** One per {@link Placeholders#NAMES}. */
  private static Map<String, String> facts(TaskContext context) {
    return Map.of(
        "description",
        context.spec().work().description(),
        "task",
        context.spec().id().value(),
        "attempt",
        Integer.toString(context.attempt()),
        "token",
        context.epoch().toString(),
        "agent",
        context.agent().value());
  }

  private Map<String, String> environment(AttemptWork work, Map<String, String> facts) {
    Map<String, String> environment = new HashMap<>(work.parameters());
    environment.putAll(work.env());
    facts.forEach(
        (name, value) -> environment.put("YARDMASTER_" + name.toUpperCase(Locale.ROOT), value));
    environment.put("YARDMASTER_PLAN_DIR", folders.plan().toString());
    return environment;
  }

  private static Outcome outcome(
      TaskContext context, ExitResult result, Path folder, List<String> outputs) {
    Optional<AttemptFailure> failure = AttemptFailure.of(result);
    if (failure.isEmpty()) {
      failure = OutputsCheck.missing(folder, outputs);
    }
    if (failure.isEmpty()) {
      return Outcome.success();
    }
    return AttemptExecution.failed(context, result, failure.get());
  }
}
