package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts attempts, each in a process group of its own under the guardian (see {@code guardian.sh}
 * and ADR 0004). A group's id is on disk before its command starts, and the guardian kills the
 * group when this process dies in whatever way. Thread-safe.
 */
public final class AttemptProcesses implements AutoCloseable {
  private static final String SHELL = "/bin/sh";
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final AttemptGroups groups;
  private final OutputPump pump;
  private final String searchPath;
  private final String guardian = resource("/guardian.sh");
  private final String ownGroup = resource("/guardian-group.sh");

  private AttemptProcesses(AttemptGroups groups, OutputPump pump, String searchPath) {
    this.groups = groups;
    this.pump = pump;
    this.searchPath = searchPath;
  }

  /**
   * Opens with the folder that records running groups; call {@link AttemptGroups#awaitGone} first.
   */
  public static AttemptProcesses open(Path groupsFolder) throws IOException {
    return open(groupsFolder, System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
  }

  static AttemptProcesses open(Path groupsFolder, String searchPath) throws IOException {
    Files.createDirectories(groupsFolder);
    OutputPump pump = new OutputPump();
    pump.start();
    return new AttemptProcesses(new AttemptGroups(groupsFolder.toAbsolutePath()), pump, searchPath);
  }

  /** Starts the command; refuses with a clear message what can be known before. */
  public AttemptProcess start(AttemptSpec spec) throws AttemptStartException {
    check(spec);
    String name = ProcessHandle.current().pid() + "-" + SEQUENCE.incrementAndGet();
    Path outFifo = groups.folder().resolve(name + ".out");
    Path errFifo = groups.folder().resolve(name + ".err");
    try (Undo undo = new Undo()) {
      PumpedStream out =
          new PumpedStream(outFifo, new BoundedLog(spec.stdout(), spec.outputLimit()));
      undo.add(out);
      undo.add(() -> Files.deleteIfExists(outFifo));
      PumpedStream err =
          new PumpedStream(errFifo, new BoundedLog(spec.stderr(), spec.outputLimit()));
      undo.add(err);
      undo.add(() -> Files.deleteIfExists(errFifo));
      ProcessBuilder builder = new ProcessBuilder(command(outFifo, errFifo, spec.argv()));
      builder.environment().putAll(spec.environment());
      builder.directory(spec.folder().toFile()).redirectErrorStream(true);
      Process process = builder.start();
      undo.add(process::destroyForcibly);
      GuardianStatus status = new GuardianStatus(process.inputReader(StandardCharsets.UTF_8));
      AttemptGroups.Group group = status.awaitReady();
      Files.delete(outFifo);
      Files.delete(errFifo);
      groups.record(group);
      AttemptProcess attempt =
          new AttemptProcess(process, group, groups, status, pump, List.of(out, err));
      undo.clear();
      attempt.begin();
      return attempt;
    } catch (AttemptStartException e) {
      throw e;
    } catch (IOException e) {
      String text = String.valueOf(e.getMessage());
      throw new AttemptStartException(
          text.contains("error=7,")
              ? "Expected command line and environment of '"
                  + spec.argv().getFirst()
                  + "' within the system's limit, but they are too long; pass the data in a file"
              : "Could not start '" + spec.argv().getFirst() + "': " + text,
          e);
    }
  }

  private List<String> command(Path out, Path err, List<String> argv) {
    List<String> command = new ArrayList<>();
    Optional<Path> setsid = Executables.find("setsid", searchPath, Path.of("/"));
    if (setsid.isPresent()) {
      command.addAll(List.of(setsid.get().toString(), SHELL, "-c", guardian));
    } else {
      command.addAll(List.of(SHELL, "-c", ownGroup, "yardmaster-group", guardian));
    }
    command.addAll(List.of("yardmaster-guardian", out.toString(), err.toString()));
    command.addAll(argv);
    return command;
  }

  private void check(AttemptSpec spec) throws AttemptStartException {
    if (!Files.isDirectory(spec.folder())) {
      throw new AttemptStartException(
          "Expected the working folder "
              + spec.folder()
              + ", but it is no folder; create it or change cwd");
    }
    String program = spec.argv().getFirst();
    Map<String, String> environment = spec.environment();
    String path = environment.getOrDefault("PATH", searchPath);
    if (program.startsWith("-") || Executables.find(program, path, spec.folder()).isEmpty()) {
      throw new AttemptStartException(
          "Expected the program '"
              + program
              + "' to be an executable file, but found none in "
              + (program.contains("/") ? spec.folder() : "PATH " + path)
              + "; install it or correct 'run'");
    }
  }

  private static String resource(String name) {
    try (InputStream in = AttemptProcesses.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Expected " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Could not read " + name, e);
    }
  }

  /** Stops keeping output. Attempts still running are the caller's to end first. */
  @Override
  public void close() {
    pump.close();
  }
}
