package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands about one task have in common: a folder, a plan and the task's name. */
abstract class TaskCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Parameters(paramLabel = "TASK", description = "The task's id.")
  String task = "";

  @Override
  public final Integer call() {
    TaskId id = id();
    return DataWork.run(
        spec,
        options,
        data -> {
          String plan = data.plan(options.plan());
          CoordinationManager manager = data.workspace(plan);
          if (manager.tasks().find(id).isEmpty()) {
            throw new CommandFailure(
                ExitCode.REFUSED,
                "plan '%s' has no task '%s'; see: yardmaster status".formatted(plan, task));
          }
          on(data, manager, id);
          return ExitCode.OK.code();
        });
  }

  /** Does it to a task that exists. */
  abstract void on(OpenData data, CoordinationManager manager, TaskId id);

  final void say(String text) {
    spec.commandLine().getOut().println(text);
  }

  /** Who asks, for the log. */
  static String person() {
    return System.getProperty("user.name", "somebody");
  }

  private TaskId id() {
    try {
      return TaskId.of(task);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
