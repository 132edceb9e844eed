package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.process.AttemptLogs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster logs}: shows what the attempts of a task wrote. Reads files only. */
@Command(
    name = "logs",
    description = "Shows what a task wrote: stdout on stdout, stderr on stderr.",
    mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Parameters(paramLabel = "TASK", description = "The task's id.")
  String task = "";

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Its N-th start, lost ones included (default: the last).")
  @Nullable Integer attempt;

  @Override
  public Integer call() throws IOException {
    DataFolder folder = new DataFolder(CommandRoot.of(spec).resolve(options.data())).requireUsed();
    AttemptLogs logs = folder.plan(options.plan().orElseGet(folder::lastPlan)).output();
    List<Integer> attempts = attempts(logs);
    if (attempts.isEmpty()) {
      throw new CommandFailure(
          ExitCode.REFUSED, "no attempt of '" + task + "' left output; see: yardmaster status");
    }
    int number = attempt == null ? attempts.getLast() : attempt;
    if (!attempts.contains(number)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "expected --attempt of %s for '%s', got %d".formatted(attempts, task, number));
    }
    copy(logs.out(task, number), spec.commandLine().getOut());
    copy(logs.err(task, number), spec.commandLine().getErr());
    return ExitCode.OK.code();
  }

  private List<Integer> attempts(AttemptLogs logs) throws IOException {
    try {
      return logs.attempts(task);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private static void copy(Path from, PrintWriter to) throws IOException {
    if (Files.exists(from)) {
      // Output may be of any encoding; what is no UTF-8 is replaced, never refused.
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(from), StandardCharsets.UTF_8))) {
        in.lines().forEach(to::println);
      }
      to.flush();
    }
  }
}
