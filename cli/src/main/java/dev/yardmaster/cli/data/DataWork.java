package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How a command works on a data folder: in the process that has it open where there is one, else by
 * opening it. Both ways end in the same code with the same {@link OpenData}.
 */
public final class DataWork {
  private DataWork() {}

  /** What a command does with an open folder; returns its exit code. */
  @FunctionalInterface
  public interface Work {
    int on(OpenData data);
  }

  /** Does the work of the command here, or has it done; returns the exit code. */
  public static int run(CommandSpec spec, DataOptions options, Work work) {
    return run(spec, options.data(), work);
  }

  /** The same for a command that is about no plan. */
  public static int run(CommandSpec spec, Path data, Work work) {
    CommandRoot root = CommandRoot.of(spec);
    if (root.open().isPresent()) {
      return refusalsShown(work, root.open().get());
    }
    DataFolder folder = new DataFolder(root.resolve(data)).requireUsed();
    CoordinationConfig config = root.config();
    // A run that has just begun has the folder before it listens.
    long deadline = System.nanoTime() + OpenData.PATIENCE.toNanos();
    while (true) {
      OptionalInt done =
          ControlClient.forward(
              folder,
              spec.root().commandLine().getParseResult().originalArgs(),
              root.directory(),
              spec.commandLine().getOut(),
              spec.commandLine().getErr());
      if (done.isPresent()) {
        return done.getAsInt();
      }
      Optional<OpenData> open = OpenData.tryOpen(folder, config, System.nanoTime() >= deadline);
      if (open.isPresent()) {
        try (OpenData opened = open.get()) {
          return refusalsShown(work, opened);
        }
      }
      LockSupport.parkNanos(OpenData.RETRY.toNanos());
    }
  }

  private static int refusalsShown(Work work, OpenData data) {
    try {
      return work.on(data);
    } catch (CoordinationException e) {
      throw new CommandFailure(ExitCode.REFUSED, e.refusal().text(), e);
    }
  }
}
