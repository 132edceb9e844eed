package dev.yardmaster.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.log.LogBackup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The history is a projection of the log: lost or damaged, it is made again, beside the work. */
@Timeout(60)
final class HistoryRebuildTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");
  private static final AgentId AGENT = AgentId.of("a");

  @TempDir private Path folder;

  private static Reply send(Engine engine, Command command) throws Exception {
    return engine
        .connect(LOCAL)
        .send(new Request(WORKSPACE, LOCAL, null, command))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static void accept(Engine engine, Command command) throws Exception {
    assertThat(send(engine, command)).isInstanceOf(Reply.Done.class);
  }

  /** Tasks that succeed, fail, are cancelled and stay open. */
  private static void work(Engine engine, String prefix, int rounds) throws Exception {
    Reply joined = send(engine, new JoinAgent(AgentProfile.named("a"), Attachment.REQUESTS));
    FencingToken session = ((Reply.Joined) joined).session();
    for (int i = 0; i < rounds; i++) {
      TaskId task = TaskId.of(prefix + i);
      accept(engine, new TaskCommand.SubmitTask(TaskSpec.named(task.value())));
      accept(engine, new Claim(AGENT, session, 1));
      FencingToken epoch = epoch(engine, task);
      accept(engine, new TaskCommand.StartTask(task, epoch));
      accept(
          engine,
          i % 2 == 0
              ? new TaskCommand.CompleteTask(task, epoch, Payload.text("done"))
              : new TaskCommand.FailTask(task, epoch, new Failure("broken", "on purpose"), false));
    }
    accept(engine, new TaskCommand.SubmitTask(open(prefix + "cancelled")));
    accept(engine, new TaskCommand.CancelTask(TaskId.of(prefix + "cancelled"), "on purpose"));
    accept(engine, new TaskCommand.SubmitTask(open(prefix + "open")));
  }

  /** A task that nobody can do. */
  private static TaskSpec open(String id) {
    return TaskSpec.named(id)
        .requirements(
            new Requirements(
                new TreeSet<>(List.of("unheard-of")),
                Collections.emptySortedMap(),
                List.of(),
                null));
  }

  private static FencingToken epoch(Engine engine, TaskId task) throws Exception {
    TaskState state =
        engine
            .connect(LOCAL)
            .query(WORKSPACE, new Query.OfTask(task))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .orElseThrow()
            .state();
    return ((TaskState.Held) state).epoch();
  }

  /** Every row of every table up to a position; attempts and tasks as they are. */
  private List<Map<String, @Nullable Object>> rows() throws SQLException {
    HistoryReader reader = new HistoryReader(History.fileOf(folder));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    rows.addAll(reader.sql("SELECT * FROM events ORDER BY position", 100_000).rows());
    rows.addAll(reader.sql("SELECT * FROM tasks ORDER BY workspace, task", 100_000).rows());
    rows.addAll(
        reader.sql("SELECT * FROM attempts ORDER BY workspace, task, epoch", 100_000).rows());
    return rows;
  }

  private LogPosition position() {
    try {
      return new HistoryReader(History.fileOf(folder)).sql("SELECT 1", 1).position();
    } catch (SQLException e) {
      return LogPosition.START; // not made yet
    }
  }

  private static void awaitHistory(Engine engine) {
    Awaitility.await()
        .until(() ->
            engine.history().orElseThrow().sql("SELECT 1", 1).position().equals(engine.position()));
  }

  /** What was written live, by an engine that is closed now. */
  private List<Map<String, @Nullable Object>> writtenLive() throws Exception {
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      work(engine, "t", 40);
    }
    return rows();
  }

  /** What a new engine makes of it; its own events come after those. */
  private List<Map<String, @Nullable Object>> madeAgain(long upTo) throws Exception {
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      awaitHistory(engine);
    }
    List<Map<String, @Nullable Object>> rows = rows();
    rows.removeIf(
        row -> row.get("position") instanceof Number position && position.longValue() > upTo);
    return rows;
  }

  private void assertMadeAgainAsWrittenLive(Damage damage) throws Exception {
    List<Map<String, @Nullable Object>> live = writtenLive();
    long end = position().value();
    assertThat(live).hasSizeGreaterThan(200);
    damage.happen();
    assertThat(madeAgain(end)).isEqualTo(live);
  }

  private interface Damage {
    void happen() throws IOException;
  }

  @Test
  void aDeletedHistoryIsMadeAgainEqualToTheOneWrittenLive() throws Exception {
    assertMadeAgainAsWrittenLive(() -> Files.delete(History.fileOf(folder)));
  }

  @Test
  void aHistoryWithADamagedPageIsMadeAgainEqualToTheOneWrittenLive() throws Exception {
    assertMadeAgainAsWrittenLive(() -> overwrite(3 * 4_096));
  }

  @Test
  void aHistoryWithADamagedHeaderIsMadeAgainEqualToTheOneWrittenLive() throws Exception {
    assertMadeAgainAsWrittenLive(() -> overwrite(0));
  }

  private void overwrite(long at) throws IOException {
    try (FileChannel file = FileChannel.open(History.fileOf(folder), StandardOpenOption.WRITE)) {
      byte[] damage = new byte[1_024];
      Arrays.fill(damage, (byte) 0xa5);
      file.write(ByteBuffer.wrap(damage), at);
    }
  }

  @Test
  void aHistoryOfALogThatWasReplacedByAnOlderOneIsMadeAgain() throws Exception {
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS.history(HistoryOptions.OFF))) {
      accept(engine, new TaskCommand.SubmitTask(open("kept")));
      engine.backup(folder.resolve("backup"));
    }
    writtenLive();
    Path other = folder.resolve("other");
    LogBackup.restore(folder.resolve("backup"), Engine.logFolder(other));
    Files.copy(History.fileOf(folder), History.fileOf(other));
    try (Engine engine = Engine.open(other, EngineOptions.DEFAULTS)) {
      awaitHistory(engine);
      assertThat(engine.history().orElseThrow().sql("SELECT task FROM tasks", 10).rows())
          .extracting(row -> row.get("task"))
          .containsExactly("kept");
    }
  }

  @Test
  void commandsAreAnsweredWhileTheHistoryIsMadeAgain() throws Exception {
    writtenLive();
    Files.delete(History.fileOf(folder));
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + History.fileOf(folder));
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 5000");
        statement.execute("BEGIN IMMEDIATE"); // the history cannot write from here ...
        LogPosition stuck = position();
        work(engine, "meanwhile", 20);
        assertThat(position()).isEqualTo(stuck).isLessThan(engine.position());
        statement.execute("ROLLBACK"); // ... to here
      }
      awaitHistory(engine);
      assertThat(
              engine
                  .history()
                  .orElseThrow()
                  .sql("SELECT count(*) AS n FROM tasks WHERE task LIKE 'meanwhile%'", 1)
                  .rows())
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("n", 22));
    }
  }
}
