package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code yardmaster reject}: refuses a task that waits for a person. */
@Command(
    name = "reject",
    description = "Refuses a task that waits for a person's approval.",
    mixinStandardHelpOptions = true)
public final class RejectCommand extends TaskCommand {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the log.")
  String reason = "";

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().reject(id, person(), reason.isEmpty() ? "rejected by " + person() : reason);
    say(id + " is rejected");
  }
}
