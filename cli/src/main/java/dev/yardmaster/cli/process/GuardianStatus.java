package dev.yardmaster.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.OptionalInt;

/** What the guardian says on its status pipe; lines it does not know are its shell's complaints. */
final class GuardianStatus {
  private final BufferedReader lines;

  GuardianStatus(BufferedReader lines) {
    this.lines = lines;
  }

  AttemptGroups.Group awaitReady() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("ready")) {
        return new AttemptGroups.Group(Long.parseLong(words[1]), Long.parseLong(words[2]));
      }
      said.append(line).append(' ');
    }
    throw new AttemptStartException(
        "Expected the attempt's guardian to start in a process group of its own, but it said: "
            + said
            + "(install 'setsid', part of util-linux, if it is missing)");
  }

  /** The command's exit code in the shell's form; empty when the group was killed first. */
  OptionalInt exitCode() throws IOException {
    OptionalInt code = OptionalInt.empty();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("exit ")) {
        code = OptionalInt.of(Integer.parseInt(line.substring(5)));
      }
    }
    return code;
  }
}
