package dev.yardmaster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The runs of one plan: some ended by SIGKILL at random moments, the last one left to end. */
final class KilledRuns {
  /** A kill comes up to so long after the line it waits for, so that it hits any moment. */
  private static final int MAX_DELAY_MILLIS = 300;

  private final Launcher launcher;
  private final int agents;
  private final Random random;
  private final List<Run> runs = new ArrayList<>();

  /**
   * One run, in wall time.
   *
   * @param killedBefore when the run before it was killed, or 0
   * @param orphanSeen when something of the run before it was last seen alive, or 0
   */
  private record Run(long began, long ended, long killedBefore, long orphanSeen) {}

  KilledRuns(Launcher launcher, int agents, Random random) {
    this.launcher = launcher;
    this.agents = agents;
    this.random = random;
  }

  /**
   * Kills so many runs, unless one ends before, and lets the last one end; what is wrong with that
   * end, if anything. The moments are random in what the runs have said so far, so that they are
   * spread over the work on a machine of any speed.
   */
  List<String> carryOut(int kills, int tasks)
      throws IOException, InterruptedException, ExecutionException {
    int linesLeft = 2 * tasks;
    long killedAt = 0;
    Set<Long> groups = Set.of();
    for (int kill = 0; ; kill++) {
      long began = System.currentTimeMillis();
      Process run = launcher.startPiped("run", "plan.yaml", "--agents", Integer.toString(agents));
      FutureTask<Long> orphans = new FutureTask<>(Orphans.of(launcher.folder(), groups, run));
      Thread.ofPlatform().start(orphans);
      int linesUntilKill =
          kill < kills
              ? random.nextInt(1 + 2 * Math.max(0, linesLeft) / (kills - kill + 1))
              : Integer.MAX_VALUE;
      int lines = runUntil(run, linesUntilKill);
      linesLeft -= lines;
      if (lines < linesUntilKill
          || run.waitFor(random.nextInt(MAX_DELAY_MILLIS), TimeUnit.MILLISECONDS)) {
        runs.add(new Run(began, Long.MAX_VALUE, killedAt, orphans.get()));
        return Launcher.problems("run", run);
      }
      run.destroyForcibly().waitFor();
      long ended = System.currentTimeMillis();
      groups = Orphans.recorded(launcher.folder());
      runs.add(new Run(began, ended, killedAt, orphans.get()));
      killedAt = ended;
    }
  }

  /** Keeps what a run prints until so many lines of tasks have come; how many came. */
  private int runUntil(Process run, int lines) throws IOException {
    BufferedReader said = run.inputReader(StandardCharsets.UTF_8);
    int found = 0;
    try (Writer log =
        Files.newBufferedWriter(
            launcher.log("run"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      String line = found < lines ? said.readLine() : null;
      while (line != null) {
        log.write(line + "\n");
        found += line.contains(" start ") || line.contains(" done ") ? 1 : 0;
        line = found < lines ? said.readLine() : null;
      }
    }
    return found;
  }

  int killed() {
    return runs.size() - 1;
  }

  /** From the first agent that joined in a rerun to its first assignment, the longest. */
  double slowestRestartSeconds(HistoryJudge history) {
    return runs.stream()
            .skip(1)
            .map(run -> restartMillis(run, history))
            .flatMapToLong(OptionalLong::stream)
            .max()
            .orElse(0)
        / 1_000.0;
  }

  private static OptionalLong restartMillis(Run run, HistoryJudge history) {
    OptionalLong joined = history.first("AgentJoined", run.began(), run.ended());
    OptionalLong given = history.first("TaskAssigned", run.began(), run.ended());
    return joined.isPresent() && given.isPresent()
        ? OptionalLong.of(given.getAsLong() - joined.getAsLong())
        : OptionalLong.empty();
  }

  /** How long after a kill something of the killed run was last seen alive, the longest. */
  long slowestOrphanMillis() {
    return runs.stream()
        .mapToLong(run -> run.orphanSeen() == 0 ? 0 : run.orphanSeen() - run.killedBefore())
        .max()
        .orElse(0);
  }

  /** What is not as promised of the restarts, and of what must not outlive a run. */
  List<String> problems(HistoryJudge history, double maxRestartSeconds) throws IOException {
    List<String> problems = new ArrayList<>();
    for (Run run : runs.subList(1, runs.size())) {
      OptionalLong start = history.first("TaskStarted", run.began(), run.ended());
      if (start.isPresent() && run.orphanSeen() >= start.getAsLong()) {
        problems.add(
            "the run at %d started a task at %d, but something of the one before it lived at %d"
                .formatted(run.began(), start.getAsLong(), run.orphanSeen()));
      }
      OptionalLong restart = restartMillis(run, history);
      if (restart.isPresent() && restart.getAsLong() > 1_000 * maxRestartSeconds) {
        problems.add(
            "the run at %d gave out its first task %d ms after its first agent had joined"
                .formatted(run.began(), restart.getAsLong()));
      }
    }
    int left = Orphans.below(launcher.folder());
    if (left > 0) {
      problems.add(left + " processes live on after the last run");
    }
    return problems;
  }
}
