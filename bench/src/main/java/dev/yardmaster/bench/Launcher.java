package dev.yardmaster.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code yardmaster} command in a folder; each subcommand's output goes to its own log there.
 */
record Launcher(Path program, Path folder) {
  private static final int MAX_MINUTES = 30;

  Process start(String... arguments) throws IOException {
    return builder(arguments)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(arguments[0]).toFile()))
        .start();
  }

  /** Starts it with its output to be read by the caller. */
  Process startPiped(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }

  Path log(String subcommand) {
    return folder.resolve(subcommand + ".log");
  }

  /** Carries out a subcommand; what is wrong with its end, if anything. */
  List<String> problems(String... arguments) throws IOException, InterruptedException {
    return problems(arguments[0], start(arguments));
  }

  static List<String> problems(String what, Process process) throws InterruptedException {
    if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      return List.of("%s did not end within %d minutes".formatted(what, MAX_MINUTES));
    }
    return process.exitValue() == 0
        ? List.of()
        : List.of("%s exited with %d; see its log".formatted(what, process.exitValue()));
  }
}
