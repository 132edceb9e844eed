package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.engine.history.HistoryReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code yardmaster explain}: tells why a task is where it is. */
@Command(
    name = "explain",
    description = "Tells why a task is where it is: why this agent, why not yet.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand extends TaskCommand {

  private static final int MOST_ASSIGNMENTS = 1_000;
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  void on(OpenData data, CoordinationManager manager, TaskId id) {
    manager.tasks().explain(id).orElse(List.of()).forEach(this::say);
    try {
      lastChoice(data, manager, id).ifPresent(this::say);
    } catch (SQLException e) {
      throw new CommandFailure(ExitCode.REFUSED, "the history refused: " + e.getMessage(), e);
    }
  }

  /** Which agent was chosen last, by which strategy and why, from the history. */
  private static Optional<String> lastChoice(OpenData data, CoordinationManager manager, TaskId id)
      throws SQLException {
    HistoryReader.Filter assignments =
        new HistoryReader.Filter(
            manager.workspace().value(), id.value(), null, "TaskAssigned", 0, MOST_ASSIGNMENTS);
    List<Map<String, @Nullable Object>> rows = data.history().events(assignments).rows();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> last = rows.getLast();
    JsonNode choice = JSON.readTree(String.valueOf(last.get("detail"))).path("choice");
    return Optional.of(
        "Assigned %d times, last to %s by strategy %s: %s."
            .formatted(
                rows.size(),
                last.get("agent"),
                choice.path("strategy").asString(""),
                choice.path("reason").asString("")));
  }
}
