package dev.yardmaster.cli;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanGraph;
import dev.yardmaster.cli.plan.PlanSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster graph}: prints the dependencies of a plan as text that draws a picture. */
@Command(
    name = "graph",
    description = "Prints a plan's dependencies for Graphviz or Mermaid.",
    mixinStandardHelpOptions = true)
public final class GraphCommand implements Callable<Integer> {
  /** The languages a picture is written in. */
  enum Format {
    DOT,
    MERMAID
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PLAN", description = "The plan file, YAML or JSON.")
  Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "dot",
      description = "dot or mermaid (default: ${DEFAULT-VALUE}).")
  Format format = Format.DOT;

  @Override
  public Integer call() throws IOException {
    PlanFile plan = PlanSource.read(CommandRoot.of(spec).resolve(file));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case DOT -> PlanGraph.dot(plan, out);
      case MERMAID -> PlanGraph.mermaid(plan, out);
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
