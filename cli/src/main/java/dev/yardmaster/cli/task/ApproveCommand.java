package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import picocli.CommandLine.Command;

/** {@code yardmaster approve}: lets a task go on that waits for a person. */
@Command(
    name = "approve",
    description = "Lets a task go on that waits for a person's approval.",
    mixinStandardHelpOptions = true)
public final class ApproveCommand extends TaskCommand {

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().approve(id, person());
    say(id + " is approved");
  }
}
