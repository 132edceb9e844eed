package dev.yardmaster.cli.data;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works on a data folder. */
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Option(
      names = "--plan",
      paramLabel = "NAME",
      description = "The plan meant (default: the one that ran last).")
  @Nullable String plan;

  /** The folder named, or the default one. */
  public Path data() {
    return data;
  }

  /** The plan named. */
  public Optional<String> plan() {
    return Optional.ofNullable(plan);
  }
}
