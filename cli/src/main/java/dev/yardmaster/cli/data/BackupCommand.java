package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster backup}: copies the log of a data folder, also while a run goes on. */
@Command(
    name = "backup",
    description = "Copies the log into a new folder, also while a run goes on.",
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Parameters(paramLabel = "DIR", description = "The folder to make; empty or absent.")
  Path target = Path.of("");

  @Override
  public Integer call() {
    Path folder = CommandRoot.of(spec).resolve(target).toAbsolutePath().normalize();
    return DataWork.run(
        spec,
        options,
        data -> {
          long last = data.backup(folder);
          spec.commandLine()
              .getOut()
              .printf("%s: %d records; back with: yardmaster restore%n", folder, last);
          return ExitCode.OK.code();
        });
  }
}
