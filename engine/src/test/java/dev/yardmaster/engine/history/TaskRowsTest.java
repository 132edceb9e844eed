package dev.yardmaster.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.CancelCause;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables of tasks and attempts say, however events fall into transactions. */
final class TaskRowsTest {
  private static final FencingToken SESSION = new FencingToken(3);
  private static final Failure BROKEN = new Failure("broken", "on purpose");
  private static final TaskEvent.Choice CHOICE = new TaskEvent.Choice("capability", 1, "only one");

  @TempDir private Path folder;

  /** The lives of tasks, each by the events after its submission. */
  private static Map<String, List<Event>> lives() {
    Map<String, List<Event>> lives = new LinkedHashMap<>();
    lives.put("waits", List.of());
    lives.put(
        "succeeds",
        then("succeeds", assigned("succeeds", 1), started("succeeds", 1), done("succeeds", 1)));
    lives.put(
        "fails",
        then(
            "fails",
            assigned("fails", 2),
            started("fails", 2),
            new TaskEvent.AttemptFailed(id("fails"), epoch(2), BROKEN, 99),
            new TaskEvent.TaskReady(id("fails")),
            assigned("fails", 3),
            started("fails", 3),
            new TaskEvent.TaskFailed(id("fails"), BROKEN),
            new TaskEvent.TaskRetried(id("fails"), "ada")));
    lives.put(
        "lost",
        then(
            "lost",
            assigned("lost", 4),
            started("lost", 4),
            new TaskEvent.AttemptLost(id("lost"), epoch(4), SessionEnd.PROCESS_ENDED),
            assigned("lost", 5),
            new TaskEvent.TaskUnassigned(
                id("lost"), epoch(5), TaskEvent.UnassignCause.START_TIMEOUT)));
    lives.put(
        "stolen",
        then(
            "stolen",
            assigned("stolen", 6),
            new TaskEvent.WorkStolen(
                id("stolen"), AgentId.of("a"), AgentId.of("b"), SESSION, epoch(7), "idle"),
            started("stolen", 7),
            new TaskEvent.TaskPriorityChanged(id("stolen"), 9)));
    lives.put(
        "cancelled",
        then(
            "cancelled",
            assigned("cancelled", 8),
            started("cancelled", 8),
            new TaskEvent.CancelRequested(
                id("cancelled"), epoch(8), CancelCause.REQUESTED, "no more", 99),
            new TaskEvent.TaskCancelled(id("cancelled"), "no more")));
    lives.put(
        "skipped",
        List.of(
            new TaskEvent.TaskPriorityChanged(id("skipped"), 8),
            new TaskEvent.TaskSkipped(id("skipped"), id("fails"))));
    lives.put("held", then("held", new TaskEvent.TaskHeldBack(id("held"))));
    return lives;
  }

  private static List<Event> then(String task, Event... events) {
    List<Event> all = new ArrayList<>(List.of(new TaskEvent.TaskReady(id(task))));
    all.addAll(List.of(events));
    return all;
  }

  private static TaskId id(String task) {
    return TaskId.of(task);
  }

  private static FencingToken epoch(long value) {
    return new FencingToken(value);
  }

  private static Event assigned(String task, long epoch) {
    return new TaskEvent.TaskAssigned(id(task), AgentId.of("a"), SESSION, epoch(epoch), CHOICE);
  }

  private static Event started(String task, long epoch) {
    return new TaskEvent.TaskStarted(id(task), epoch(epoch));
  }

  private static Event done(String task, long epoch) {
    return new TaskEvent.TaskSucceeded(id(task), epoch(epoch), Payload.text("result"));
  }

  /** All of it, the lives shuffled into each other. */
  private static List<Event> events(long seed) {
    Map<String, List<Event>> lives = lives();
    List<Event> events = new ArrayList<>();
    events.add(
        new PlanEvent.PlanTasksAdded(
            PlanId.of("p"), List.of(TaskSpec.named("waits"), TaskSpec.named("succeeds"))));
    lives.keySet().stream()
        .filter(task -> !task.equals("waits") && !task.equals("succeeds"))
        .forEach(task -> events.add(new TaskEvent.TaskSubmitted(TaskSpec.named(task))));
    Random random = new Random(seed);
    Map<String, List<Event>> left =
        lives.entrySet().stream()
            .filter(life -> !life.getValue().isEmpty())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    life -> new ArrayList<>(life.getValue()),
                    (a, b) -> a,
                    LinkedHashMap::new));
    while (!left.isEmpty()) {
      String task = List.copyOf(left.keySet()).get(random.nextInt(left.size()));
      List<Event> life = Objects.requireNonNull(left.get(task));
      events.add(life.removeFirst());
      if (life.isEmpty()) {
        left.remove(task);
      }
    }
    return events;
  }

  private List<String> rows(String name, List<Event> events, int perTransaction) throws Exception {
    try (History history =
        History.open(Files.createDirectories(folder.resolve(name)), HistoryOptions.DEFAULTS)) {
      for (int i = 1; i <= events.size(); i++) {
        history.add(
            new CommittedEvent(
                new LogPosition(i),
                new Now(i, 1_000 + i),
                WorkspaceId.of("w"),
                Principal.of("p"),
                events.get(i - 1)));
        if (i % perTransaction == 0) {
          history.flush();
        }
      }
      history.flush();
      List<String> rows = new ArrayList<>(table(history, "tasks", "task"));
      rows.addAll(table(history, "attempts", "epoch"));
      return rows;
    }
  }

  private static List<String> table(History history, String table, String order)
      throws SQLException {
    return history
        .reader()
        .sql("SELECT * FROM " + table + " ORDER BY " + order, 100)
        .rows()
        .stream()
        .map(TaskRowsTest::line)
        .toList();
  }

  private static String line(Map<String, @Nullable Object> row) {
    return row.entrySet().stream()
        .filter(column -> !column.getKey().equals("workspace") && column.getValue() != null)
        .map(column -> column.getKey() + "=" + column.getValue())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 1_000})
  void theTablesAreTheSameHoweverEventsFallIntoTransactions(int perTransaction) throws Exception {
    for (long seed = 1; seed <= 5; seed++) {
      List<Event> events = events(seed);
      assertThat(rows("some-" + seed, events, perTransaction))
          .isEqualTo(rows("each-" + seed, events, 1))
          .hasSize(8 + 8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000})
  void everyEndIsTold(int perTransaction) throws Exception {
    List<Event> events = new ArrayList<>();
    lives()
        .forEach((task, life) -> {
          events.add(new TaskEvent.TaskSubmitted(TaskSpec.named(task)));
          events.addAll(life);
        });
    assertThat(rows("ends", events, perTransaction))
        .map(row -> row.replaceAll("\\b(type|plan|submitted|assigned|started|strategy)=\\S* ?", ""))
        .map(String::strip)
        .containsExactly(
            "task=cancelled priority=50 state=CANCELLED ended=1035 reason=no more",
            "task=fails priority=50 state=WAITING reason=retried by ada",
            "task=held priority=50 state=WAITING",
            "task=lost priority=50 state=READY",
            "task=skipped priority=8 state=SKIPPED ended=1038 reason=because of fails",
            "task=stolen priority=9 state=RUNNING",
            "task=succeeds priority=50 state=SUCCEEDED ended=1006",
            "task=waits priority=50 state=WAITING",
            "task=succeeds epoch=1 agent=a reason=only one ended=1006 outcome=SUCCEEDED",
            "task=fails epoch=2 agent=a reason=only one ended=1011 outcome=FAILED failure=Failure[message=on purpose]",
            "task=fails epoch=3 agent=a reason=only one ended=1015 outcome=FAILED failure=Failure[message=on purpose]",
            "task=lost epoch=4 agent=a reason=only one ended=1021 outcome=LOST failure=PROCESS_ENDED",
            "task=lost epoch=5 agent=a reason=only one ended=1023 outcome=START_TIMEOUT",
            "task=stolen epoch=6 agent=a reason=only one ended=1027 outcome=STOLEN",
            "task=stolen epoch=7 agent=b reason=idle",
            "task=cancelled epoch=8 agent=a reason=only one ended=1035 outcome=CANCELLED failure=no more");
  }

  @Test
  void aTaskSubmittedAgainAfterItsPurgeBeginsAnew() throws Exception {
    List<Event> events =
        List.of(
            new TaskEvent.TaskSubmitted(TaskSpec.named("t").priority(7)),
            new TaskEvent.TaskSkipped(id("t"), id("other")),
            new TaskEvent.TaskRetired(id("t")),
            new TaskEvent.TaskSubmitted(TaskSpec.named("t").priority(2)));
    for (int perTransaction : new int[] {1, 3, 4}) {
      assertThat(rows("again-" + perTransaction, events, perTransaction))
          .containsExactly("task=t type= priority=2 state=WAITING submitted=1004");
    }
  }
}
