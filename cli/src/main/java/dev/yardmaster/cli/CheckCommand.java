package dev.yardmaster.cli;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanChecks;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanProblem;
import dev.yardmaster.cli.plan.PlanSource;
import dev.yardmaster.cli.plan.TaskGraph;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster check}: tells what is wrong, or odd, in a plan file. */
@Command(
    name = "check",
    description = "Checks a plan file: every mistake, then what is odd.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PLAN", description = "The plan file, YAML or JSON.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    PlanFile plan = PlanSource.read(CommandRoot.of(spec).resolve(file));
    List<PlanProblem> warnings = PlanChecks.warnings(plan);
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("warning: " + warning));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: plan '%s' is valid: %d tasks, %d dependencies, %d agents, %d warnings%n",
            file,
            plan.name(),
            plan.tasks().size(),
            TaskGraph.of(plan.tasks()).edges(),
            plan.agents().stream().mapToInt(agent -> agent.count()).sum(),
            warnings.size());
    return ExitCode.OK.code();
  }
}
