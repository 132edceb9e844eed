package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.engine.log.FileLog;
import dev.yardmaster.engine.log.LogReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code yardmaster verify}: reads every byte of a log, replays it, and checks the state it leads
 * to. Beside a run the files are read as they grow, so only what is complete counts.
 */
@Command(
    name = "verify",
    description = "Checks every file of the log, and the state it leads to.",
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Override
  public Integer call() {
    CommandRoot root = CommandRoot.of(spec);
    DataFolder folder =
        root.open()
            .map(OpenData::folder)
            .orElseGet(() -> new DataFolder(root.resolve(options.data())).requireUsed());
    PrintWriter err = spec.commandLine().getErr();
    // Before anything opens the folder: opening mends a torn end, and refuses damage at once.
    LogReport report = FileLog.verify(folder.log());
    if (!report.undamaged()) {
      report.damage().forEach(line -> err.println("yardmaster: " + line));
      return ExitCode.DATA_DAMAGED.code();
    }
    return DataWork.run(spec, options, data -> state(data, report, err));
  }

  private int state(OpenData data, LogReport report, PrintWriter err) {
    report.notes().forEach(line -> err.println("note: " + line));
    List<String> problems = data.verify();
    problems.forEach(line -> err.println("yardmaster: the state contradicts itself: " + line));
    if (!problems.isEmpty()) {
      return ExitCode.DATA_DAMAGED.code();
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: records %d to %d and %d snapshots are sound, and so is their state%n",
            data.folder().root(),
            report.firstIndex(),
            report.lastIndex(),
            report.snapshots().size());
    return ExitCode.OK.code();
  }
}
