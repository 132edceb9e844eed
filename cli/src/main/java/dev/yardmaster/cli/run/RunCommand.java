package dev.yardmaster.cli.run;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.data.ControlServer;
import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.ParameterValues;
import dev.yardmaster.cli.plan.PlanAgent;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanSource;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.placement.BuiltInStrategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster run}: carries out a plan, durably; again, it goes on where it was. */
@Command(
    name = "run",
    description = {
      "Carries out a plan with a crew of agents; every decision is on disk.",
      "Again on the same data folder it goes on: what succeeded is not run again."
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  private static final int DEFAULT_AGENTS = 4;
  private static final int MAX_AGENTS = 10_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PLAN", description = "The plan file, YAML or JSON.")
  Path file = Path.of("");

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "How many agents, where the plan names none or one kind.")
  @Nullable Integer agents;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description = "capability, round-robin, least-loaded, affinity or fastest.")
  @Nullable String strategy;

  @Option(
      names = "--param",
      paramLabel = "K=V",
      description = "A value for a parameter of the plan; may be repeated.")
  List<String> parameters = List.of();

  @Option(
      names = "--redo-changed",
      description = "Do tasks again that succeeded but were edited since.")
  boolean redoChanged;

  @Option(names = "--json", description = "Print events as lines of JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandRoot root = CommandRoot.of(spec);
    if (root.open().isPresent()) {
      throw new CommandFailure(ExitCode.REFUSED, "a run cannot be started inside another one");
    }
    return execute(request(root), root.isProcess() ? Interrupts.ofSignals() : new Interrupts())
        .code();
  }

  private RunRequest request(CommandRoot root) {
    Path path = root.resolve(file);
    PlanFile plan = PlanSource.read(path);
    Path folder = path.toAbsolutePath().normalize().getParent();
    return new RunRequest(
        plan,
        values(plan),
        crew(plan),
        new DataFolder(root.resolve(data)).requireUsable(),
        new AttemptHandler.Folders(root.directory(), folder == null ? root.directory() : folder),
        strategyNamed(),
        redoChanged);
  }

  private Map<String, String> values(PlanFile plan) {
    return switch (ParameterValues.of(plan, parameters)) {
      case ParameterValues.Chosen(Map<String, String> values) -> values;
      case ParameterValues.Refused(List<String> problems) ->
          throw new CommandFailure(ExitCode.REFUSED, String.join("; ", problems));
    };
  }

  private List<PlanAgent> crew(PlanFile plan) {
    if (agents == null) {
      return plan.crew(DEFAULT_AGENTS);
    }
    if (agents < 1 || agents > MAX_AGENTS) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Expected --agents of 1 to " + MAX_AGENTS + ", got " + agents);
    }
    if (plan.agents().size() > 1) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The plan '%s' names %d kinds of agents, so --agents does not say of which; set 'count' there"
              .formatted(plan.name(), plan.agents().size()));
    }
    return plan.crew(agents).stream().map(kind -> kind.withCount(agents)).toList();
  }

  private Optional<String> strategyNamed() {
    List<String> known =
        Arrays.stream(BuiltInStrategy.values()).map(BuiltInStrategy::title).toList();
    if (strategy != null && !known.contains(strategy)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected --strategy of " + String.join(", ", known) + ", got '" + strategy + "'");
    }
    return Optional.ofNullable(strategy);
  }

  private ExitCode execute(RunRequest request, Interrupts interrupts)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    RunRecord record = new RunRecord(System.currentTimeMillis());
    try (OpenData open = OpenData.open(request.data(), CommandRoot.of(spec).config());
        ControlServer _ =
            ControlServer.open(request.data(), CommandRoot.of(spec).executionOn(open));
        RunOutput output = RunOutputs.of(json, CommandRoot.of(spec).isProcess(), out, record)) {
      return new PlanRun(request, open, interrupts, record, output).run();
    } catch (CoordinationException e) {
      throw new CommandFailure(ExitCode.INTERNAL, e.refusal().toString(), e);
    }
  }
}
