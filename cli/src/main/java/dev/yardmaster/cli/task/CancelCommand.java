package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code yardmaster cancel}: ends a task without success. */
@Command(
    name = "cancel",
    description = "Cancels a task; a running one is told to stop.",
    mixinStandardHelpOptions = true)
public final class CancelCommand extends TaskCommand {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the log.")
  String reason = "";

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().cancel(id, reason.isEmpty() ? "cancelled by " + person() : reason);
    say(id + " is cancelled");
  }
}
