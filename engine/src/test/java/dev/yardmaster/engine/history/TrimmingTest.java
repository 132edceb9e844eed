package dev.yardmaster.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R4: a history has bounds; what leaves it leaves it whole, the oldest first. */
final class TrimmingTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final Duration EVER = Duration.ofDays(3_660);
  private static final TaskEvent.Choice CHOICE = new TaskEvent.Choice("capability", 1, "only one");

  @TempDir private Path folder;
  private long position;
  private long time;

  private static HistoryOptions bounds(Duration keptFor, long keptBytes) {
    return new HistoryOptions(true, keptFor, keptBytes);
  }

  private void add(History history, Event event) {
    history.add(
        new CommittedEvent(
            new LogPosition(++position),
            new Now(time, time),
            WorkspaceId.of("w"),
            Principal.of("p"),
            event));
  }

  private void lives(History history, String task) {
    Deque<Event> life = life(task, position + 1, false);
    while (!life.isEmpty()) {
      add(history, life.remove());
    }
  }

  /** A task that succeeds or is cancelled, maybe after it failed and was retried; then retired. */
  private static Deque<Event> life(String name, long epoch, boolean fails) {
    TaskId task = TaskId.of(name);
    Deque<Event> life = new ArrayDeque<>();
    life.add(new TaskEvent.TaskSubmitted(TaskSpec.named(name)));
    if (fails) {
      attempt(life, task, new FencingToken(epoch));
      life.add(new TaskEvent.TaskFailed(task, new Failure("broken", "on purpose")));
      life.add(new TaskEvent.TaskRetried(task, "ada"));
    }
    FencingToken last = new FencingToken(epoch + 1);
    attempt(life, task, last);
    life.add(
        epoch % 3 == 0
            ? new TaskEvent.TaskCancelled(task, "on purpose")
            : new TaskEvent.TaskSucceeded(task, last, Payload.text("done")));
    life.add(new TaskEvent.TaskRetired(task));
    return life;
  }

  private static void attempt(Deque<Event> life, TaskId task, FencingToken epoch) {
    life.add(new TaskEvent.TaskReady(task));
    life.add(new TaskEvent.TaskAssigned(task, AgentId.of("a"), new FencingToken(1), epoch, CHOICE));
    life.add(new TaskEvent.TaskStarted(task, epoch));
  }

  private static long number(History history, String sql) throws SQLException {
    Object number = history.reader().sql("SELECT (" + sql + ") AS n", 1).rows().getFirst().get("n");
    return number == null ? -1 : ((Number) number).longValue();
  }

  private static long used(History history) throws SQLException {
    return number(
        history,
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count,"
            + " pragma_freelist_count, pragma_page_size");
  }

  @Test
  void whatIsOlderThanTheNewestByMoreThanThatLeaves_R4() throws Exception {
    try (History history = History.open(folder, bounds(Duration.ofMillis(20), 1L << 40))) {
      for (int i = 0; i < 100; i++) {
        time = 1_000L + i;
        lives(history, "t" + i);
        history.flush();
      }
      assertThat(number(history, "SELECT min(time) FROM events")).isEqualTo(1_079);
      assertThat(number(history, "SELECT count(*) FROM tasks")).isEqualTo(21);
      assertThat(number(history, "SELECT count(*) FROM attempts")).isEqualTo(21);
      assertThat(number(history, "SELECT min(ended) FROM tasks")).isEqualTo(1_079);
      assertThat(history.reader().events(HistoryReader.Filter.ALL).position().value())
          .isEqualTo(position);
    }
  }

  @Test
  void whatIsNotRetiredStaysThoughItsEventsAreGone_R4() throws Exception {
    try (History history = History.open(folder, bounds(Duration.ofMillis(20), 1L << 40))) {
      TaskId failed = TaskId.of("failed");
      time = 1_000;
      add(history, new TaskEvent.TaskSubmitted(TaskSpec.named("open")));
      add(history, new TaskEvent.TaskSubmitted(TaskSpec.named("failed")));
      add(history, new TaskEvent.TaskFailed(failed, new Failure("broken", "on purpose")));
      history.flush();
      time = 2_000;
      lives(history, "later");
      history.flush();
      assertThat(number(history, "SELECT min(time) FROM events")).isEqualTo(2_000);
      add(history, new TaskEvent.TaskRetried(failed, "ada"));
      history.flush();
      assertThat(history.reader().sql("SELECT task, state FROM tasks ORDER BY task", 9).rows())
          .extracting(row -> row.get("task") + " " + row.get("state"))
          .containsExactly("failed WAITING", "later SUCCEEDED", "open WAITING");
    }
  }

  @Test
  void aNameThatIsGivenAgainIsNotTakenAwayWithTheFirstOfThatName_R4() throws Exception {
    try (History history = History.open(folder, bounds(Duration.ofMillis(20), 1L << 40))) {
      time = 1_000;
      lives(history, "t");
      history.flush();
      time = 1_010;
      add(history, new TaskEvent.TaskSubmitted(TaskSpec.named("t")));
      time = 1_025;
      add(history, new TaskEvent.TaskReady(TaskId.of("t")));
      history.flush();
      assertThat(number(history, "SELECT min(time) FROM events")).isEqualTo(1_010);
      assertThat(history.reader().sql("SELECT state FROM tasks", 9).rows())
          .extracting(row -> row.get("state"))
          .containsExactly("READY");
      assertThat(number(history, "SELECT count(*) FROM attempts")).isZero();
    }
  }

  @Test
  void theOldestLeaveWhenItHoldsMoreAndTheFileGrowsNoFurther_R4() throws Exception {
    try (History history = History.open(folder, bounds(EVER, MEBIBYTE))) {
      long largest = 0;
      for (int i = 0; i < 6_000; i++) {
        time = i;
        lives(history, "t" + i);
        if (i % 100 == 99) {
          history.flush();
          boolean trimmed = number(history, "SELECT min(position) FROM events") > 1;
          assertThat(used(history)).isBetween(trimmed ? MEBIBYTE / 2L : 0, (long) MEBIBYTE);
        }
        if (i == 2_000) {
          largest = number(history, "SELECT page_count FROM pragma_page_count");
        }
      }
      assertThat(largest).isPositive();
      assertThat(number(history, "SELECT page_count FROM pragma_page_count"))
          .isLessThanOrEqualTo(largest + largest / 10);
      long oldest = number(history, "SELECT min(position) FROM events");
      assertThat(number(history, "SELECT count(*) FROM events")).isEqualTo(position - oldest + 1);
      assertThat(number(history, "SELECT max(position) FROM events")).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aTaskLeavesWithTheEventThatRetiredItAndNotBefore_R4(long seed) throws Exception {
    Random random = new Random(seed);
    List<Deque<Event>> open = new ArrayList<>();
    Set<String> submitted = new HashSet<>();
    Map<String, Long> retired = new HashMap<>();
    try (History history = History.open(folder, bounds(EVER, MEBIBYTE))) {
      for (int i = 0; i < 15_000; i++) {
        time += random.nextInt(20) - 5; // as clocks do: mostly forward
        if (open.size() < 300 || random.nextInt(5) == 0) {
          open.add(life("t" + i, 2L * i, random.nextBoolean()));
        }
        Deque<Event> life = open.get(random.nextInt(open.size()));
        Event event = life.remove();
        add(history, event);
        if (event instanceof TaskEvent.TaskSubmitted first) {
          submitted.add(first.task().value());
        } else if (event instanceof TaskEvent.TaskRetired last) {
          retired.put(last.task().value(), position);
          open.remove(life);
        }
        if (random.nextInt(200) == 0) {
          history.flush();
        }
      }
      history.flush();
      long oldest = number(history, "SELECT min(position) FROM events");
      assertThat(oldest).as("something left").isGreaterThan(1);
      retired.values().removeIf(at -> at >= oldest);
      submitted.removeAll(retired.keySet());
      for (String table : List.of("tasks", "attempts")) {
        assertThat(
                history
                    .reader()
                    .sql("SELECT DISTINCT task FROM " + table + " ORDER BY task", 100_000)
                    .rows())
            .as(table)
            .extracting(row -> (String) row.get("task"))
            .isSubsetOf(submitted)
            .hasSizeGreaterThan(100);
      }
      assertThat(number(history, "SELECT count(*) FROM tasks")).isEqualTo(submitted.size());
    }
  }

  @Test
  void aSmallerBoundIsKeptAfterTheNextStart_R4() throws Exception {
    try (History history = History.open(folder, HistoryOptions.DEFAULTS)) {
      fill(history, 4_000);
      assertThat(used(history)).isGreaterThan(3L * MEBIBYTE);
    }
    try (History history = History.open(folder, bounds(EVER, MEBIBYTE))) {
      history.flush();
      history.flush();
      assertThat(used(history)).isLessThanOrEqualTo(MEBIBYTE);
      assertThat(number(history, "SELECT max(position) FROM events")).isEqualTo(position);
      assertThat(history.position().value()).isEqualTo(position);
    }
  }

  private void fill(History history, int tasks) throws IOException {
    for (int i = 0; i < tasks; i++) {
      time = i;
      lives(history, "t" + i);
    }
    history.flush();
  }
}
