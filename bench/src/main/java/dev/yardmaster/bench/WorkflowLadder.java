package dev.yardmaster.bench;

import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.wfformat.WfFormat;
import dev.yardmaster.cli.wfformat.WfFormatImport;
import dev.yardmaster.cli.wfformat.WfFormatReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs real workflows through the command line and judges them from the history alone: every task
 * succeeded exactly once, none started before its parents had succeeded, every output is there.
 *
 * <p>Arguments: launcher, folder of WfFormat files, scratch folder, agents, seconds of work per
 * workflow, kills per workflow, seed. With kills the run is ended by SIGKILL at random moments and
 * begun again. Exits with 1 when anything is not as promised.
 */
public final class WorkflowLadder {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path launcher;
  private final Path scratch;
  private final int agents;
  private final double seconds;
  private final int kills;
  private final Random random;

  private WorkflowLadder(String[] args) {
    this.launcher = Path.of(args[0]).toAbsolutePath();
    this.scratch = Path.of(args[2]).toAbsolutePath();
    this.agents = Integer.parseInt(args[3]);
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
    try (Stream<Path> list = Files.list(Path.of(args[1]))) {
      files = list.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    System.out.println("| workflow | tasks | agents | kills | runs | seconds | problems |");
    System.out.println("|---|---|---|---|---|---|---|");
    int problems = 0;
    for (Path file : files) {
      problems += ladder.run(file);
    }
    System.exit(problems == 0 ? 0 : 1);
  }

  private int run(Path file) throws Exception {
    String name = String.valueOf(file.getFileName()).replace(".json", "");
    Path folder = scratch.resolve(name + "-" + agents + "-" + kills);
    Files.createDirectories(folder);
    WfFormat workflow = WfFormatReader.read(file);
    double sum = 0;
    for (WfFormat.WfTask task : workflow.tasks()) {
      sum += task.runtimeSeconds();
    }
    String scale = Double.toString(seconds / sum);
    expect(
        0,
        "import",
        start(
            folder,
            "import",
            "wfformat",
            file.toString(),
            "-o",
            "plan.yaml",
            "--time-scale",
            scale,
            "--size-scale",
            "0.000001"));
    long begin = System.nanoTime();
    int runs = 1;
    for (int kill = 0; kill < kills; kill++) {
      Process run = start(folder, "run", "plan.yaml", "--agents", Integer.toString(agents));
      long patience = (long) (1_000 * seconds / agents / (kills + 1) * 2 * random.nextDouble());
      if (run.waitFor(1_500 + patience, TimeUnit.MILLISECONDS)) {
        break;
      }
      run.destroyForcibly().waitFor();
      runs++;
    }
    expect(0, "run", start(folder, "run", "plan.yaml", "--agents", Integer.toString(agents)));
    double took = (System.nanoTime() - begin) / 1e9;
    List<String> problems = new ArrayList<>(judge(folder, file));
    expect(0, "verify", start(folder, "verify"));
    System.out.printf(
        "| %s | %d | %d | %d | %d | %.1f | %s |%n",
        name,
        workflow.tasks().size(),
        agents,
        runs - 1,
        runs,
        took,
        problems.isEmpty() ? "none" : problems.subList(0, Math.min(3, problems.size())));
    return problems.size();
  }

  private Process start(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve(arguments[0] + ".log").toFile()))
        .redirectError(
            ProcessBuilder.Redirect.appendTo(folder.resolve(arguments[0] + ".log").toFile()))
        .start();
  }

  private static void expect(int code, String what, Process process) throws Exception {
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(what + " did not end within 30 minutes");
    }
    if (process.exitValue() != code) {
      throw new IllegalStateException(
          "Expected %s to exit with %d, got %d; see its log"
              .formatted(what, code, process.exitValue()));
    }
  }

  private List<String> judge(Path folder, Path file) throws Exception {
    Path history = folder.resolve("history.log");
    Files.deleteIfExists(history);
    expect(0, "history", start(folder, "history", "--json"));
    Map<String, Integer> successes = new HashMap<>();
    Map<String, Long> succeededAt = new HashMap<>();
    Map<String, Long> firstStart = new HashMap<>();
    Map<String, Integer> startsAfterSuccess = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String line : Files.readAllLines(history)) {
      JsonNode event = JSON.readTree(line);
      String kind = event.get("kind").asString();
      String task = event.get("subject").isNull() ? "" : event.get("subject").asString();
      long position = event.get("position").asLong();
      switch (kind) {
        case "TaskSucceeded" -> {
          successes.merge(task, 1, Integer::sum);
          succeededAt.put(task, position);
        }
        case "TaskStarted" -> {
          firstStart.putIfAbsent(task, position);
          if (succeededAt.containsKey(task)) {
            startsAfterSuccess.merge(task, 1, Integer::sum);
          }
        }
        case "TaskFailed" -> problems.add(task + " became a dead letter");
        default -> {}
      }
    }
    startsAfterSuccess.forEach((task, n) -> problems.add(task + " ran again after its success"));
    PlanFile plan = WfFormatImport.toPlan(file, 1, 0.000001);
    for (PlanTask task : plan.tasks()) {
      String id = task.id();
      if (successes.getOrDefault(id, 0) != 1) {
        problems.add("%s succeeded %d times".formatted(id, successes.getOrDefault(id, 0)));
      }
      for (var dependency : task.dependsOn()) {
        Long parent = succeededAt.get(dependency.id());
        Long start = firstStart.get(id);
        if (parent == null || start == null || start < parent) {
          problems.add("%s started before %s succeeded".formatted(id, dependency.id()));
        }
      }
      for (String output : task.process().outputs()) {
        if (!Files.exists(folder.resolve(output))) {
          problems.add("%s left no %s".formatted(id, output));
        }
      }
    }
    return problems;
  }
}
