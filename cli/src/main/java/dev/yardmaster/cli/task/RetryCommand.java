package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import picocli.CommandLine.Command;

/** {@code yardmaster retry}: lets an ended task begin anew. */
@Command(
    name = "retry",
    description = "Lets a failed, skipped or cancelled task begin anew.",
    mixinStandardHelpOptions = true)
public final class RetryCommand extends TaskCommand {

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().retry(id, person());
    say(id + " begins anew");
  }
}
