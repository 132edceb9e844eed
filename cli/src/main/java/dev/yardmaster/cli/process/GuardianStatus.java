package dev.yardmaster.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** What a guardian says on its status pipe; lines not known are its shell's complaints. */
final class GuardianStatus {
  private final BufferedReader lines;

  GuardianStatus(Process guardian) {
    this.lines = guardian.inputReader(StandardCharsets.UTF_8);
  }

  /** Waits until the guardian leads a group of its own; returns the group's id. */
  long awaitReady() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("ready ")) {
        return Long.parseLong(line.substring("ready ".length()));
      }
      said.append(said.isEmpty() ? "" : "; ").append(line);
    }
    throw new AttemptStartException(
        "Expected the guardian to lead a process group of its own, but it ended saying '"
            + said
            + "'");
  }

  /** The command's exit code in the shell's form; empty when the group was killed first. */
  OptionalInt exitCode() throws IOException {
    OptionalInt code = OptionalInt.empty();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("exit ")) {
        code = OptionalInt.of(Integer.parseInt(line.substring("exit ".length())));
      }
    }
    return code;
  }
}
