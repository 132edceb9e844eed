package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way this machine gives a guardian a process group of its own. Chosen by trying: {@code
 * setsid}, then shells whose monitor mode works without a terminal (that of dash, busybox and zsh
 * does not). The guardian itself refuses when the try did not give it a group.
 */
record GroupStarter(List<String> prefix) {
  private static final String GUARDIAN = resource("/guardian.sh");
  private static final String GROUP = resource("/guardian-group.sh");
  private static final List<String> SHELL = List.of("/bin/sh", "-c", GUARDIAN);
  private static final List<String> MONITOR = List.of("-c", GROUP, "yardmaster-group", GUARDIAN);

  GroupStarter {
    prefix = List.copyOf(prefix);
  }

  static GroupStarter find(String searchPath) throws AttemptStartException {
    List<String> tried = new ArrayList<>();
    for (GroupStarter starter : present(searchPath)) {
      try {
        starter.probe();
        return starter;
      } catch (IOException refused) {
        tried.add(starter.prefix.getFirst() + ": " + refused.getMessage());
      }
    }
    throw new AttemptStartException(
        "Expected 'setsid', or one of 'bash', 'ksh', 'mksh', to give every attempt a process group"
            + " of its own, but "
            + (tried.isEmpty() ? "found none in PATH " + searchPath : String.join("; ", tried))
            + "; install 'setsid' (package util-linux) or bash");
  }

  private static List<GroupStarter> present(String searchPath) {
    List<GroupStarter> found = new ArrayList<>();
    find("setsid", searchPath).ifPresent(setsid -> found.add(of(List.of(setsid), SHELL)));
    find("busybox", searchPath)
        .ifPresent(busybox -> found.add(of(List.of(busybox, "setsid"), SHELL)));
    for (String shell : List.of("bash", "ksh", "mksh")) {
      find(shell, searchPath).ifPresent(path -> found.add(of(List.of(path), MONITOR)));
    }
    return found;
  }

  private static Optional<String> find(String program, String searchPath) {
    return Executables.find(program, searchPath, Path.of("/")).map(Path::toString);
  }

  private static GroupStarter of(List<String> way, List<String> guardian) {
    List<String> prefix = new ArrayList<>(way);
    prefix.addAll(guardian);
    return new GroupStarter(prefix);
  }

  /** A guardian's command line: prefix, files, then the attempt's command. */
  List<String> command(Path out, Path err, List<String> argv) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("yardmaster-guardian", out.toString(), err.toString()));
    command.addAll(argv);
    return command;
  }

  /** Starts a guardian that is never told to start its command. */
  private void probe() throws IOException {
    Path nowhere = Path.of("/dev/null");
    Process guardian =
        new ProcessBuilder(command(nowhere, nowhere, List.of("/bin/false")))
            .redirectErrorStream(true)
            .start();
    try {
      GuardianStatus status = new GuardianStatus(guardian);
      status.awaitReady();
      guardian.getOutputStream().close();
      if (status.exitCode().isPresent()) {
        throw new AttemptStartException("Expected nothing to start before the word, but it did");
      }
    } finally {
      guardian.destroyForcibly();
    }
  }

  private static String resource(String name) {
    try (InputStream in = GroupStarter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Expected " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Could not read " + name, e);
    }
  }
}
