package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code yardmaster explain}: tells why a task is where it is. */
@Command(
    name = "explain",
    description = "Tells why a task is where it is: why this agent, why not yet.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand extends TaskCommand {

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().explain(id).orElse(List.of()).forEach(this::say);
  }
}
