package dev.yardmaster.cli.plan;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one way in which commands read a plan file; what is wrong with it ends the command. */
public final class PlanSource {
  private PlanSource() {}

  /** Reads a valid plan, or ends the command with one line for each mistake. */
  public static PlanFile read(Path file) {
    if (!Files.exists(file)) {
      throw new CommandFailure(
          ExitCode.REFUSED, file + ": there is no such plan file; check the path");
    }
    if (Files.isDirectory(file)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          file + ": expected a plan file, but it is a folder; name the file in it");
    }
    try {
      return switch (PlanParser.parse(file)) {
        case PlanReading.Valid(PlanFile plan) -> plan;
        case PlanReading.Refused refused ->
            throw new CommandFailure(
                ExitCode.REFUSED, refused.text().strip().replace("\n", "\nyardmaster: "));
      };
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, file + ": could not be read (" + e + "); check its permissions", e);
    }
  }
}
