package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.engine.Engine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Where things lie in a data folder: the engine's log and history, each plan's attempts, the
 * process groups of the running attempts, and the socket of the process that runs.
 */
public record DataFolder(Path root) {
  /** Where commands look unless told otherwise. */
  public static final String DEFAULT = "yardmaster-data";

  /** Everything that may lie in one; other files are a sign of another folder. */
  private static final List<String> OURS =
      List.of("log", "plans", "groups", "control", "current-plan", "control-path");

  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path log() {
    return Engine.logFolder(root);
  }

  /** What is known of one plan beside the log. */
  public PlanFolder plan(String name) {
    return new PlanFolder(root.resolve("plans"), name);
  }

  /** The running attempts' process groups, whatever their plan. */
  public Path groups() {
    return root.resolve("groups");
  }

  /** Names the plan that ran last. */
  Path currentPlan() {
    return root.resolve("current-plan");
  }

  /** The plan that ran last; ends the command where that is not known. */
  public String lastPlan() {
    try {
      return Files.readString(currentPlan()).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, root + ": it is not known which plan ran last; name it with --plan", e);
    }
  }

  /** A folder that only its owner enters; the socket lies in it. */
  Path control() {
    return root.resolve("control");
  }

  /** Names the socket where the path in {@link #control} is too long for one. */
  Path controlPath() {
    return root.resolve("control-path");
  }

  /** Refuses a folder that no run has written. */
  public DataFolder requireUsed() {
    if (!Files.exists(root)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          root + ": there is no such data folder; run a plan first, or name one with --data");
    }
    requireFolder();
    if (!Files.exists(log())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          root + ": holds no Yardmaster log; name the data folder of a run with --data");
    }
    return this;
  }

  /** Refuses a place where a run must not write. */
  public DataFolder requireUsable() {
    if (Files.exists(root)) {
      requireFolder();
      requireOurs();
    }
    return this;
  }

  private void requireFolder() {
    if (!Files.isDirectory(root)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          root + ": expected a data folder, but it is a file; name another with --data");
    }
  }

  private void requireOurs() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root)) {
      List<String> names =
          StreamSupport.stream(files.spliterator(), false)
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .toList();
      if (!names.isEmpty() && names.stream().noneMatch(OURS::contains)) {
        throw new CommandFailure(
            ExitCode.REFUSED,
            root
                + ": is not a data folder, it holds '"
                + names.getFirst()
                + "'; name an empty or absent folder with --data");
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CANNOT_CREATE, root + ": could not be read (" + e + "); check its permissions");
    }
  }
}
