package dev.yardmaster.cli.data;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.engine.history.HistoryReader;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code yardmaster history}: what happened, event by event, or the answer to an SQL question. */
@Command(
    name = "history",
    description = "Shows what happened, or asks the history in SQL.",
    footer = "Tables: events, tasks, attempts (columns: SELECT * FROM events LIMIT 1).",
    mixinStandardHelpOptions = true)
public final class HistoryCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** How long the history may take to reach what is committed. */
  private static final Duration CATCH_UP = Duration.ofSeconds(10);

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print each event or row as a line of JSON.")
  boolean json;

  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description = "Ask a question in SQL instead; nothing can be changed.")
  @Nullable String sql;

  @Option(names = "--task", paramLabel = "TASK", description = "Only events of this task.")
  @Nullable String task;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          try {
            awaitCaughtUp(data);
            show(data);
          } catch (SQLException e) {
            throw new CommandFailure(ExitCode.REFUSED, "the history refused: " + e.getMessage(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.code();
          }
          return ExitCode.OK.code();
        });
  }

  /** Everything committed when asked is in the answer. */
  private static void awaitCaughtUp(OpenData data) throws SQLException, InterruptedException {
    long goal = data.position();
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (data.history().sql("SELECT 1", 1).position().value() < goal
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void show(OpenData data) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    if (sql != null) {
      HistoryReader.Answer answer = data.history().sql(sql, HistoryReader.MAX_ROWS);
      answer.rows().forEach(row -> out.println(json ? jsonLine(row) : row(row)));
      if (answer.truncated()) {
        spec.commandLine()
            .getErr()
            .println("only the first " + HistoryReader.MAX_ROWS + " rows; use LIMIT and OFFSET");
      }
      return;
    }
    String plan = data.plan(options.plan());
    long after = 0;
    HistoryReader.Answer answer;
    do {
      answer =
          data.history()
              .events(
                  new HistoryReader.Filter(plan, task, null, null, after, HistoryReader.MAX_ROWS));
      for (Map<String, @Nullable Object> row : answer.rows()) {
        out.println(json ? jsonLine(row) : line(row));
        after = row.get("position") instanceof Number position ? position.longValue() : after;
      }
    } while (answer.truncated());
  }

  private static String jsonLine(Map<String, @Nullable Object> row) {
    ObjectNode line = JSON.createObjectNode();
    row.forEach((name, value) -> {
      if (name.equals("detail") && value instanceof String detail) {
        line.set(name, JSON.readTree(detail));
      } else {
        line.set(name, JSON.valueToTree(value));
      }
    });
    return JSON.writeValueAsString(line);
  }

  private static String line(Map<String, @Nullable Object> row) {
    Object time = row.get("time");
    return "%s %s %s%s"
        .formatted(
            time instanceof Number millis
                ? TIME.format(Instant.ofEpochMilli(millis.longValue()))
                : time,
            row.get("kind"),
            row.get("subject") == null ? "" : row.get("subject"),
            row.get("agent") == null ? "" : " " + row.get("agent"));
  }

  private static String row(Map<String, @Nullable Object> row) {
    StringBuilder text = new StringBuilder();
    row.values().forEach(value -> text.append(text.isEmpty() ? "" : "\t").append(value));
    return text.toString();
  }
}
