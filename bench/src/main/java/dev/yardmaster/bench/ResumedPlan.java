package dev.yardmaster.bench;

import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanParser;
import dev.yardmaster.cli.plan.PlanReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A large plan whose run is killed when half of it has succeeded, resumed, and run once more with
 * everything done; judged from the history.
 *
 * <p>Arguments: launcher, empty scratch folder, tasks, agents. Set {@code
 * YARDMASTER_JAVA_OPTS=-Xmx1g} to bound the heap of the runs. Exits with 1 when anything is not as
 * promised.
 */
public final class ResumedPlan {
  /** Each task waits for the one so many before it. */
  private static final int WIDTH = 1_000;

  private final Launcher launcher;
  private final String agents;
  private final List<String> problems = new ArrayList<>();

  private ResumedPlan(Launcher launcher, String agents) {
    this.launcher = launcher;
    this.agents = agents;
  }

  /** Runs it; see the class comment. */
  public static void main(String[] args) throws Exception {
    if (args.length != 4) {
      System.err.println(
          "Expected: LAUNCHER SCRATCH TASKS AGENTS, got " + args.length + " arguments");
      System.exit(64);
    }
    Path folder = Files.createDirectories(Path.of(args[1])).toRealPath();
    ResumedPlan resumed =
        new ResumedPlan(new Launcher(Path.of(args[0]).toAbsolutePath(), folder), args[3]);
    resumed.carryOut(Integer.parseInt(args[2]));
    resumed.problems.forEach(System.out::println);
    System.exit(resumed.problems.isEmpty() ? 0 : 1);
  }

  private void carryOut(int tasks) throws Exception {
    Path file = launcher.folder().resolve("plan.yaml");
    write(file, tasks);
    long begin = System.currentTimeMillis();
    int done = runUntil(tasks / 2);
    long killed = System.currentTimeMillis();
    figure("until killed, %d tasks said done".formatted(done), killed - begin);

    Process rerun = launcher.start("run", "plan.yaml", "--agents", agents);
    Orphans orphans = Orphans.of(launcher.folder(), Orphans.recorded(launcher.folder()), rerun);
    long orphanSeen = orphans.call();
    problems.addAll(Launcher.problems("run", rerun));
    long resumedEnd = System.currentTimeMillis();
    figure("the rerun, all of it", resumedEnd - killed);

    problems.addAll(launcher.problems("run", "plan.yaml", "--agents", agents));
    long idleEnd = System.currentTimeMillis();
    figure("one more run, everything done", idleEnd - resumedEnd);

    problems.addAll(launcher.problems("history", "--json"));
    HistoryJudge history = HistoryJudge.read(launcher.log("history"));
    problems.addAll(history.problems(read(file).tasks()));
    long restarted = history.first("TaskAssigned", killed, resumedEnd).orElse(killed) - killed;
    figure("from the kill to the rerun's first assignment", restarted);
    figure("orphans last seen after the kill", orphanSeen == 0 ? 0 : orphanSeen - killed);
    if (orphanSeen >= history.first("TaskStarted", killed, resumedEnd).orElse(Long.MAX_VALUE)) {
      problems.add("something of the killed run lived while the rerun started tasks");
    }
    if (history.first("TaskAssigned", resumedEnd, Long.MAX_VALUE).isPresent()) {
      problems.add("a task was given out though all had succeeded");
    }
    System.out.printf(
        "starts: %d, attempts lost: %d, problems: %d%n",
        history.count("TaskStarted"), history.count("AttemptLost"), problems.size());
    problems.addAll(launcher.problems("verify"));
  }

  private static void figure(String what, long millis) {
    System.out.printf("%s: %.1f s%n", what, millis / 1_000.0);
  }

  private static void write(Path file, int tasks) throws IOException {
    try (Writer plan = Files.newBufferedWriter(file)) {
      plan.write("name: resumed\ntasks:\n");
      for (int i = 0; i < tasks; i++) {
        plan.write(
            i < WIDTH
                ? "  - {id: t%d, type: t, run: [\"true\"]}%n".formatted(i)
                : "  - {id: t%d, type: t, dependsOn: [t%d], run: [\"true\"]}%n"
                    .formatted(i, i - WIDTH));
      }
    }
  }

  private static PlanFile read(Path file) throws IOException {
    return switch (PlanParser.parse(file)) {
      case PlanReading.Valid(PlanFile plan) -> plan;
      case PlanReading.Refused refused -> throw new IllegalStateException(refused.text());
    };
  }

  /** Kills the run at once when it has said of so many tasks that they are done. */
  private int runUntil(int succeeded) throws IOException, InterruptedException {
    Process run = launcher.startPiped("run", "plan.yaml", "--agents", agents);
    int done = 0;
    try (BufferedReader lines = run.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && done < succeeded) {
        done += line.contains(" done ") ? 1 : 0;
        line = lines.readLine();
      }
      run.destroyForcibly().waitFor();
    }
    if (done < succeeded) {
      problems.add("the run ended by itself after %d tasks".formatted(done));
    }
    return done;
  }
}
