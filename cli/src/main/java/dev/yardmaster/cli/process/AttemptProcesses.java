package dev.yardmaster.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts attempts, each in a process group of its own under the guardian (see {@code guardian.sh}
 * and ADR 0004). A group's id is on disk before its command starts, and the guardian kills the
 * group when this process dies in whatever way. Thread-safe.
 */
public final class AttemptProcesses implements AutoCloseable {
  private final AttemptGroups groups;
  private final GroupStarter starter;
  private final String searchPath;
  private final OutputWatch watch = new OutputWatch();

  private AttemptProcesses(AttemptGroups groups, GroupStarter starter, String searchPath) {
    this.groups = groups;
    this.starter = starter;
    this.searchPath = searchPath;
  }

  /**
   * Opens with the folder that records running groups; call {@link AttemptGroups#awaitGone} first.
   * Refuses where no attempt could get a group of its own.
   */
  public static AttemptProcesses open(Path groupsFolder) throws IOException {
    return open(groupsFolder, System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
  }

  static AttemptProcesses open(Path groupsFolder, String searchPath) throws IOException {
    GroupStarter starter = GroupStarter.find(searchPath);
    Files.createDirectories(groupsFolder);
    AttemptProcesses processes =
        new AttemptProcesses(new AttemptGroups(groupsFolder.toAbsolutePath()), starter, searchPath);
    processes.watch.start();
    return processes;
  }

  /** Starts the command; refuses with a clear message what can be known before. */
  public AttemptProcess start(AttemptSpec spec) throws AttemptStartException {
    check(spec);
    try {
      OutputFile.create(spec.stdout());
      OutputFile.create(spec.stderr());
      ProcessBuilder builder =
          new ProcessBuilder(starter.command(spec.stdout(), spec.stderr(), spec.argv()));
      builder.environment().putAll(spec.environment());
      Process guardian =
          builder.directory(spec.folder().toFile()).redirectErrorStream(true).start();
      try {
        return begin(spec, guardian);
      } catch (IOException e) {
        // Closes the control pipe too: a guardian that was not told to start ends by itself.
        guardian.getOutputStream().close();
        guardian.destroyForcibly();
        throw e;
      }
    } catch (AttemptStartException e) {
      throw e;
    } catch (IOException e) {
      String text = String.valueOf(e.getMessage());
      throw new AttemptStartException(
          text.matches("(?s).*error[:=] ?7\\b.*")
              ? "Expected command line and environment of '"
                  + spec.argv().getFirst()
                  + "' within the system's limit, but they are too long; pass the data in a file"
              : "Could not start '" + spec.argv().getFirst() + "': " + e,
          e);
    }
  }

  private AttemptProcess begin(AttemptSpec spec, Process guardian) throws IOException {
    GuardianStatus status = new GuardianStatus(guardian);
    long id = status.awaitReady();
    AttemptGroups.Group group = new AttemptGroups.Group(id, ProcessTable.start(id));
    groups.record(group);
    AttemptProcess attempt = new AttemptProcess(spec, guardian, status, group, groups, watch);
    attempt.begin();
    return attempt;
  }

  private void check(AttemptSpec spec) throws AttemptStartException {
    if (!Files.isDirectory(spec.folder())) {
      throw new AttemptStartException(
          "Expected the working folder "
              + spec.folder()
              + ", but it is no folder; create it or change cwd");
    }
    String program = spec.argv().getFirst();
    String path = spec.environment().getOrDefault("PATH", searchPath);
    if (program.startsWith("-") || Executables.find(program, path, spec.folder()).isEmpty()) {
      throw new AttemptStartException(
          "Expected the program '"
              + program
              + "' to be an executable file, but found none in "
              + (program.contains("/") ? spec.folder() : "PATH " + path)
              + "; install it or correct 'run'");
    }
  }

  /**
   * Kills every attempt still running and waits for their ends, at most ten seconds: what cannot
   * die until then stays on record for the next run. Starts nothing afterwards.
   */
  @Override
  public void close() {
    Set<AttemptProcess> running = watch.running();
    running.forEach(AttemptProcess::kill);
    CompletableFuture.allOf(
            running.stream()
                .map(attempt -> attempt.result().toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, 10, TimeUnit.SECONDS)
        // Failures are told by each attempt's own result.
        .handle((_, _) -> true)
        .join();
    watch.close();
  }
}
