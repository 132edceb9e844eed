package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.TaskView;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster locks}: who holds what, who waits for whom. */
@Command(
    name = "locks",
    description = "Shows who holds what, and who waits for whom.",
    mixinStandardHelpOptions = true)
public final class LocksCommand implements Callable<Integer> {
  private static final int MAX_SHOWN = 1_000;

  /** How it is shown. */
  enum Format {
    TEXT,
    DOT,
    MERMAID
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, dot or mermaid (default: ${DEFAULT-VALUE}).")
  Format format = Format.TEXT;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          CoordinationManager manager = data.workspace(data.plan(options.plan()));
          PrintWriter out = spec.commandLine().getOut();
          WaitForText text = new WaitForText(manager.resources().waitForGraph(MAX_SHOWN));
          switch (format) {
            case TEXT -> {
              LockText.held(manager.resources().list(MAX_SHOWN), out);
              text.print(out);
              parked(manager, out);
            }
            case DOT -> text.dot(out);
            case MERMAID -> text.mermaid(out);
          }
          out.flush();
          return ExitCode.OK.code();
        });
  }

  /** Tasks that are ready but for a lock. */
  private static void parked(CoordinationManager manager, PrintWriter out) {
    for (TaskView task : manager.tasks().list(TaskState.Name.READY, null, MAX_SHOWN)) {
      if (!task.spec().requirements().locks().isEmpty()) {
        manager.tasks().explain(task.id()).stream()
            .flatMap(java.util.List::stream)
            .filter(line -> line.contains("parked on"))
            .forEach(line -> out.printf("task %s: %s%n", task.id(), line));
      }
    }
  }
}
