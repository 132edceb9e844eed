package dev.yardmaster.cli.rehearse;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanParser;
import dev.yardmaster.cli.plan.PlanReading;
import dev.yardmaster.cli.wfformat.WfFormatException;
import dev.yardmaster.cli.wfformat.WfFormatReader;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.placement.BuiltInStrategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster rehearse}: how long a plan would take under each strategy. */
@Command(
    name = "rehearse",
    description = {
      "Plays a plan, or a WfFormat 1.5 instance, through the real core in virtual time, and prints",
      "the makespan of each strategy beside a lower bound. Nothing is executed. Strategies see",
      "neither speeds nor runtimes; they learn them. The same seed gives the same output."
    },
    mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final List<BuiltInStrategy> STRATEGIES =
      List.of(
          BuiltInStrategy.ROUND_ROBIN,
          BuiltInStrategy.LEAST_LOADED,
          BuiltInStrategy.CAPABILITY,
          BuiltInStrategy.AFFINITY,
          BuiltInStrategy.FASTEST);

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "PLAN|WFFORMAT", description = "The file to rehearse.")
  private @Nullable Path file;

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "Agents, where the plan declares none; as many as --speeds, or 8.")
  private @Nullable Integer agents;

  @Option(
      names = "--speeds",
      split = ",",
      paramLabel = "X",
      description = "How fast the agents are, in turn: 1,1,2,4. All 1 by default.")
  private List<Double> speeds = new ArrayList<>();

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      description = "Tasks assigned to an agent ahead of need; as the plan says, or 0.")
  private @Nullable Integer prefetch;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = ALL,
      description = "all, round-robin, least-loaded, capability, affinity or fastest.")
  private String strategy = ALL;

  @Option(
      names = "--noise",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "By how much each runtime varies at most, 0 to 0.9, by the seed.")
  private double noise;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What everything left to chance comes from; 1 by default.")
  private long seed;

  @Option(names = "--json", description = "The same data as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    checkOptions();
    List<BuiltInStrategy> strategies = strategies();
    Path from = Objects.requireNonNull(file, "picocli demands it");
    RehearsalReport report = isWfFormat(from) ? instance(from) : plan(from);
    List<Outcome> outcomes = new ArrayList<>();
    boolean ahead =
        report.crew().stream().anyMatch(member -> member.profile().slots().prefetch() > 0);
    for (BuiltInStrategy each : strategies) {
      for (boolean stealing : ahead ? new boolean[] {false, true} : new boolean[] {false}) {
        outcomes.add(
            Rehearsal.run(report.workload(), report.crew(), new Play(each, stealing), seed));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    RehearsalReport done = new RehearsalReport(report.workload(), report.crew(), seed, outcomes);
    if (json) {
      out.println(done.json());
    } else {
      done.table(out);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private RehearsalReport instance(Path from) {
    try {
      Workload workload = Workloads.of(WfFormatReader.read(from)).varied(noise, seed);
      List<CrewMember> crew =
          Crew.alike(implicitAgents(), speedsInTurn(), prefetch == null ? 0 : prefetch);
      return new RehearsalReport(workload, crew, seed, List.of());
    } catch (WfFormatException refused) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(refused.getMessage()), refused);
    } catch (IOException unreadable) {
      throw unreadable(from, unreadable);
    }
  }

  private RehearsalReport plan(Path from) {
    PlanFile plan = read(from);
    if (agents != null && !plan.agents().isEmpty()) {
      throw usage(
          "The plan %s declares its agents, so --agents cannot be used; leave it out"
              .formatted(from));
    }
    List<CrewMember> crew = Crew.of(plan, implicitAgents(), speedsInTurn(), prefetch);
    return new RehearsalReport(Workloads.of(plan, seed).varied(noise, seed), crew, seed, List.of());
  }

  private static PlanFile read(Path from) {
    try {
      return switch (PlanParser.parse(from)) {
        case PlanReading.Valid(PlanFile plan) -> plan;
        case PlanReading.Refused refused ->
            throw new CommandFailure(ExitCode.REFUSED, refused.text().strip());
      };
    } catch (IOException unreadable) {
      throw unreadable(from, unreadable);
    }
  }

  /** A JSON object with the members of WfFormat; anything else is read, and judged, as a plan. */
  private static boolean isWfFormat(Path from) {
    try {
      return Files.size(from) <= WfFormatReader.MAX_BYTES && WfFormatMembers.in(from);
    } catch (IOException unreadable) {
      throw unreadable(from, unreadable);
    }
  }

  private static CommandFailure unreadable(Path from, IOException cause) {
    return new CommandFailure(
        ExitCode.REFUSED,
        "Expected a plan or a WfFormat instance in %s, but it cannot be read: %s"
            .formatted(from, cause),
        cause);
  }

  private int implicitAgents() {
    if (agents != null) {
      return agents;
    }
    return speeds.isEmpty() ? Crew.DEFAULT_AGENTS : speeds.size();
  }

  private List<Double> speedsInTurn() {
    return speeds.isEmpty() ? List.of(1.0) : speeds;
  }

  private List<BuiltInStrategy> strategies() {
    if (strategy.equals(ALL)) {
      return STRATEGIES;
    }
    BuiltInStrategy found = BuiltInStrategy.find(strategy);
    if (found == null) {
      String known =
          Arrays.stream(BuiltInStrategy.values())
              .map(BuiltInStrategy::title)
              .collect(Collectors.joining(", "));
      throw usage(
          "Expected --strategy all or one of %s, but found '%s'".formatted(known, strategy));
    }
    return List.of(found);
  }

  private void checkOptions() {
    if (agents != null && (agents < 1 || agents > Crew.MAX_AGENTS)) {
      throw usage("Expected --agents of 1 to %d, but found %d".formatted(Crew.MAX_AGENTS, agents));
    }
    int most = AgentProfile.Slots.MAX;
    if (prefetch != null && (prefetch < 0 || prefetch > most)) {
      throw usage("Expected --prefetch of 0 to %d, but found %d".formatted(most, prefetch));
    }
    for (double speed : speeds) {
      if (!(speed >= 0.001 && speed <= 1_000)) {
        throw usage("Expected --speeds of 0.001 to 1000 each, but found " + speed);
      }
    }
    if (!(noise >= 0 && noise <= 0.9)) {
      throw usage("Expected --noise of 0 to 0.9, but found " + noise);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
