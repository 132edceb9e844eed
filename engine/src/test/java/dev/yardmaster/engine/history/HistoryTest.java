package dev.yardmaster.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentEvent.AgentJoined;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final TaskId TASK = TaskId.of("t");
  private static final FencingToken SESSION = new FencingToken(3);
  private static final List<Event> EVENTS =
      List.of(
          new AgentJoined(
              AgentProfile.named("a"),
              Principal.of("p"),
              "s3cret-handle",
              SESSION,
              Attachment.IN_PROCESS),
          new TaskEvent.TaskSubmitted(TaskSpec.named("t")),
          new TaskEvent.TaskReady(TASK),
          assigned(10),
          new TaskEvent.TaskStarted(TASK, new FencingToken(10)),
          new TaskEvent.AttemptLost(TASK, new FencingToken(10), SessionEnd.PROCESS_ENDED),
          assigned(20),
          new TaskEvent.TaskStarted(TASK, new FencingToken(20)),
          new TaskEvent.TaskSucceeded(TASK, new FencingToken(20), Payload.text("the result")));

  @TempDir private Path folder;

  private static Event assigned(long epoch) {
    return new TaskEvent.TaskAssigned(
        TASK,
        AgentId.of("a"),
        SESSION,
        new FencingToken(epoch),
        new TaskEvent.Choice("capability", 1, "the only one"));
  }

  private static CommittedEvent committed(long position) {
    return committed(position, EVENTS.get((int) position - 1));
  }

  private static CommittedEvent committed(long position, Event event) {
    return new CommittedEvent(
        new LogPosition(position),
        new Now(position, 1_000 + position),
        WorkspaceId.of("w"),
        Principal.of("p"),
        event);
  }

  private History filled() throws Exception {
    History history = History.open(folder, HistoryOptions.DEFAULTS);
    for (long position = history.position().value() + 1; position <= EVENTS.size(); position++) {
      history.add(committed(position));
    }
    history.flush();
    return history;
  }

  @Test
  void aTasksLifeIsItsEventsItsRowAndItsAttempts() throws Exception {
    try (History history = filled()) {
      HistoryReader.Answer events = history.reader().events(HistoryReader.Filter.ALL);
      assertThat(events.rows()).hasSize(EVENTS.size());
      assertThat(events.position()).isEqualTo(new LogPosition(EVENTS.size()));
      assertThat(history.reader().sql("SELECT state, ended FROM tasks", 10).rows())
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("state", "SUCCEEDED"));
      assertThat(
              history
                  .reader()
                  .sql("SELECT epoch, outcome, failure FROM attempts ORDER BY assigned", 10)
                  .rows())
          .extracting(row -> row.get("outcome"))
          .containsExactly("LOST", "SUCCEEDED");
    }
  }

  @Test
  void filtersNarrowTheEvents() throws Exception {
    try (History history = filled()) {
      HistoryReader reader = history.reader();
      assertThat(
              reader.events(new HistoryReader.Filter("w", "t", null, "TaskStarted", 0, 10)).rows())
          .hasSize(2);
      assertThat(reader.events(new HistoryReader.Filter(null, null, "a", null, 4, 10)).rows())
          .extracting(row -> row.get("position"))
          .containsExactly(7);
      HistoryReader.Answer two =
          reader.events(new HistoryReader.Filter(null, null, null, null, 0, 2));
      assertThat(two.rows()).hasSize(2);
      assertThat(two.truncated()).isTrue();
    }
  }

  @Test
  void thatRequestsWereAnsweredIsNoHistoryButTheHistoryStandsBehindThem() throws Exception {
    try (History history = History.open(folder, HistoryOptions.DEFAULTS)) {
      history.add(committed(1));
      history.add(
          committed(
              2,
              new ShardEvent.RequestAnswered(
                  new RequestKey(1, 1, 1), new Reply.Done(new LogPosition(1)))));
      history.add(
          committed(
              3,
              new ShardEvent.NamedRequestAnswered(
                  Principal.of("p"),
                  new IdempotencyKey("k", 7),
                  new Reply.Done(new LogPosition(1)))));
      history.flush();
      HistoryReader.Answer events = history.reader().events(HistoryReader.Filter.ALL);
      assertThat(events.rows()).extracting(row -> row.get("kind")).containsExactly("AgentJoined");
      assertThat(events.position()).isEqualTo(new LogPosition(3));
    }
  }

  @Test
  void secretsAndPayloadsStayOut() throws Exception {
    filled().close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("s3cret-handle").doesNotContain("the result");
      }
    }
  }

  @Test
  void questionsCannotWrite() throws Exception {
    try (History history = filled()) {
      assertThatThrownBy(() -> history.reader().sql("DELETE FROM events", 10))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> history.reader().sql("ATTACH 'other.db' AS other", 10))
          .isInstanceOf(SQLException.class);
      assertThat(history.reader().events(HistoryReader.Filter.ALL).rows()).hasSize(EVENTS.size());
    }
  }

  @Test
  void itGoesOnFromThePositionItStoredAndWhatWasNotFlushedIsGone() throws Exception {
    History history = History.open(folder, HistoryOptions.DEFAULTS);
    history.add(committed(1));
    history.flush();
    history.add(committed(2));
    history.close();
    try (History again = History.open(folder, HistoryOptions.DEFAULTS)) {
      assertThat(again.position()).isEqualTo(new LogPosition(1));
      assertThat(again.reader().events(HistoryReader.Filter.ALL).rows()).hasSize(1);
    }
  }

  @Test
  void aDamagedFileIsBegunAnew() throws Exception {
    filled().close();
    Files.writeString(History.fileOf(folder), "this is no database at all, by no means whatsoever");
    try (History again = History.open(folder, HistoryOptions.DEFAULTS)) {
      assertThat(again.position()).isEqualTo(LogPosition.START);
    }
  }

  @Test
  void aFileOfAnotherSchemaIsBegunAnew() throws Exception {
    filled().close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + History.fileOf(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    try (History again = History.open(folder, HistoryOptions.DEFAULTS)) {
      assertThat(again.position()).isEqualTo(LogPosition.START);
    }
  }
}
