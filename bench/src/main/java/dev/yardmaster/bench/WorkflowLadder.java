package dev.yardmaster.bench;

import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.wfformat.WfFormat;
import dev.yardmaster.cli.wfformat.WfFormatImport;
import dev.yardmaster.cli.wfformat.WfFormatReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs real workflows through the command line, kills the runs at random moments, begins them again
 * and judges them from the history alone ({@link HistoryJudge}) and from what still lives ({@link
 * Orphans}).
 *
 * <p>Arguments: launcher, folder of WfFormat files, scratch folder, agents (one number or several,
 * as in {@code 4,8}), seconds of work per workflow, kills per workflow, seed. Exits with 1 when
 * anything is not as promised.
 */
public final class WorkflowLadder {
  /** Far below the 30 s that the session of a dead agent would last. */
  private static final double MAX_RESTART_SECONDS = 10;

  private static final int SHOWN = 5;
  private static final String SIZE_SCALE = "0.000001";

  private final Path program;
  private final Path scratch;
  private final double seconds;
  private final int kills;
  private final Random random;

  private WorkflowLadder(String[] args) {
    this.program = Path.of(args[0]).toAbsolutePath();
    this.scratch = Path.of(args[2]).toAbsolutePath();
    this.seconds = Double.parseDouble(args[4]);
    this.kills = Integer.parseInt(args[5]);
    this.random = new Random(Long.parseLong(args[6]));
  }

  /** Runs the ladder; see the class comment. */
  public static void main(String[] args) throws Exception {
    if (args.length != 7) {
      System.err.println(
          "Expected: LAUNCHER WORKFLOWS SCRATCH AGENTS SECONDS KILLS SEED, got "
              + args.length
              + " arguments");
      System.exit(64);
    }
    WorkflowLadder ladder = new WorkflowLadder(args);
    List<Path> files;
    try (Stream<Path> list = Files.list(Path.of(args[1]).toRealPath())) {
      files = list.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    System.out.println(
        "| workflow | tasks | agents | kills | attempts lost | seconds | slowest restart, s |"
            + " orphans gone after, ms | problems |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    int problems = 0;
    for (int agents : Arrays.stream(args[3].split(",", -1)).mapToInt(Integer::parseInt).toArray()) {
      for (Path file : files) {
        problems += ladder.run(file, agents);
      }
    }
    System.exit(problems == 0 ? 0 : 1);
  }

  private int run(Path file, int agents) throws Exception {
    String name = String.valueOf(file.getFileName()).replace(".json", "");
    Launcher launcher =
        new Launcher(
            program,
            Files.createDirectories(scratch.resolve(name + "-" + agents + "-" + kills))
                .toRealPath());
    WfFormat workflow = WfFormatReader.read(file);
    double sum = workflow.tasks().stream().mapToDouble(WfFormat.WfTask::runtimeSeconds).sum();
    List<String> problems =
        new ArrayList<>(
            launcher.problems(
                "import",
                "wfformat",
                file.toString(),
                "-o",
                "plan.yaml",
                "--time-scale",
                Double.toString(seconds / sum),
                "--size-scale",
                SIZE_SCALE));
    long begin = System.nanoTime();
    KilledRuns runs = new KilledRuns(launcher, agents, random);
    problems.addAll(runs.carryOut(kills, workflow.tasks().size()));
    double took = (System.nanoTime() - begin) / 1e9;

    Files.deleteIfExists(launcher.log("history"));
    problems.addAll(launcher.problems("history", "--json"));
    HistoryJudge history = HistoryJudge.read(launcher.log("history"));
    List<PlanTask> tasks = WfFormatImport.toPlan(file, 1, Double.parseDouble(SIZE_SCALE)).tasks();
    problems.addAll(history.problems(tasks));
    problems.addAll(missingOutputs(tasks, launcher.folder()));
    problems.addAll(runs.problems(history, MAX_RESTART_SECONDS));
    problems.addAll(launcher.problems("verify"));
    System.out.printf(
        "| %s | %d | %d | %d | %d | %.1f | %.1f | %d | %s |%n",
        name,
        tasks.size(),
        agents,
        runs.killed(),
        history.count("AttemptLost"),
        took,
        runs.slowestRestartSeconds(history),
        runs.slowestOrphanMillis(),
        problems.isEmpty() ? "none" : problems.subList(0, Math.min(SHOWN, problems.size())));
    return problems.size();
  }

  private static List<String> missingOutputs(List<PlanTask> tasks, Path folder) {
    return tasks.stream()
        .flatMap(task ->
            task.process().outputs().stream()
                .filter(output -> !Files.exists(folder.resolve(output)))
                .map(output -> "%s left no %s".formatted(task.id(), output)))
        .toList();
  }
}
