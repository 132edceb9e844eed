package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.engine.log.LogBackup;
import dev.yardmaster.engine.log.LogException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster restore}: makes a data folder of a backup. */
@Command(
    name = "restore",
    description = "Makes a new data folder of a backup.",
    mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "BACKUP", description = "What 'backup' made.")
  Path backup = Path.of("");

  @Parameters(index = "1", paramLabel = "DIR", description = "The data folder to make.")
  Path target = Path.of("");

  @Override
  public Integer call() {
    Path from = CommandRoot.of(spec).resolve(backup);
    DataFolder to = new DataFolder(CommandRoot.of(spec).resolve(target)).requireUsable();
    if (!Files.isDirectory(from)) {
      throw new CommandFailure(
          ExitCode.REFUSED, from + ": there is no such backup folder; check the path");
    }
    try {
      long last = LogBackup.restore(from, to.log());
      spec.commandLine()
          .getOut()
          .printf("%s: %d records; use it with --data %s%n", target, last, target);
      return ExitCode.OK.code();
    } catch (LogException e) {
      throw DataRefusals.of(e);
    }
  }
}
