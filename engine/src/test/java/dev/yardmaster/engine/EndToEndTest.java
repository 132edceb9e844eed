package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.Connection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real core in the real engine on a real folder. */
@Timeout(60)
final class EndToEndTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");

  @TempDir private Path folder;

  private static Reply send(Connection connection, Command command) throws Exception {
    return connection
        .send(new Request(WORKSPACE, LOCAL, null, command))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static TaskState.Name state(Connection connection, String task) throws Exception {
    return connection
        .query(WORKSPACE, new Query.OfTask(TaskId.of(task)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .orElseThrow()
        .state()
        .name();
  }

  private static <T> T next(LinkedBlockingQueue<AgentPush> pushes, Class<T> kind)
      throws InterruptedException {
    AgentPush push = pushes.poll(10, TimeUnit.SECONDS);
    assertThat(push).isInstanceOf(kind);
    return kind.cast(push);
  }

  @Test
  void anAttachedAgentIsToldOfMailAndFindsItAfterReopening_S17() throws Exception {
    AgentId ann = AgentId.of("ann");
    AgentId bob = AgentId.of("bob");
    LinkedBlockingQueue<AgentPush> pushes = new LinkedBlockingQueue<>();
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      Connection connection = engine.connect(LOCAL);
      FencingToken from = join(connection, "ann");
      FencingToken to = join(connection, "bob");
      try (AgentStream stream = connection.attach(WORKSPACE, bob, to, pushes::add)) {
        assertThat(stream).isNotNull();
        Reply reply =
            send(
                connection,
                new MessageCommand.SendMessage(
                    Caller.session(ann, from),
                    MessageId.of("m"),
                    Audience.of(bob),
                    Envelope.of("note", Payload.text("hello"))));
        assertThat(reply).isInstanceOf(Reply.Sent.class);
        assertThat(next(pushes, AgentPush.MailArrived.class).count()).isEqualTo(1);
        receive(connection, bob, to);
      }
    }
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      Connection connection = engine.connect(LOCAL);
      FencingToken to = join(connection, "bob");
      receive(connection, bob, to);
      assertThat(
              connection
                  .query(WORKSPACE, new Query.OfMail(bob, to, List.of(MessageId.of("m"))))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .singleElement()
          .satisfies(mail -> {
            assertThat(mail.envelope().payload()).isEqualTo(Payload.text("hello"));
            assertThat(mail.delivery().deliveries()).isEqualTo(2);
          });
    }
  }

  private static FencingToken join(Connection connection, String agent) throws Exception {
    Reply reply =
        send(
            connection,
            new AgentCommand.JoinAgent(AgentProfile.named(agent), Attachment.IN_PROCESS));
    assertThat(reply).isInstanceOf(Reply.Joined.class);
    return ((Reply.Joined) reply).session();
  }

  private static void receive(Connection connection, AgentId agent, FencingToken session)
      throws Exception {
    Reply reply = send(connection, new MessageCommand.Receive(Caller.session(agent, session), 10));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Received.class,
            received -> assertThat(received.messages()).containsExactly(MessageId.of("m")));
  }

  @Test
  @SuppressWarnings("try") // closed early on purpose: what a close tells the agent is looked at
  void aTaskIsDoneByAnAttachedAgentAndStaysDoneAfterReopening() throws Exception {
    AgentId agent = AgentId.of("a");
    LinkedBlockingQueue<AgentPush> pushes = new LinkedBlockingQueue<>();
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      Connection connection = engine.connect(LOCAL);
      Reply joined =
          send(
              connection,
              new AgentCommand.JoinAgent(AgentProfile.named("a"), Attachment.IN_PROCESS));
      assertThat(joined).isInstanceOf(Reply.Joined.class);
      var session = ((Reply.Joined) joined).session();
      try (AgentStream stream = connection.attach(WORKSPACE, agent, session, pushes::add)) {
        assertThat(stream).isNotNull();
        send(connection, new TaskCommand.SubmitTask(TaskSpec.named("first")));
        send(connection, new TaskCommand.SubmitTask(TaskSpec.named("second")));
        send(connection, new AgentCommand.Claim(agent, session, 1));
        AgentPush.Assigned first = next(pushes, AgentPush.Assigned.class);
        assertThat(first.spec().id()).isEqualTo(TaskId.of("first"));
        assertThat(first.attempt()).isEqualTo(1);
        send(connection, new TaskCommand.StartTask(first.spec().id(), first.epoch()));
        assertThat(
                send(
                    connection,
                    new TaskCommand.CompleteTask(
                        first.spec().id(), first.epoch(), Payload.text("done"))))
            .isInstanceOf(Reply.Done.class);
        assertThat(state(connection, "first")).isEqualTo(TaskState.Name.SUCCEEDED);
        engine.snapshot();
        send(connection, new AgentCommand.Claim(agent, session, 1));
        AgentPush.Assigned second = next(pushes, AgentPush.Assigned.class);
        send(connection, new TaskCommand.StartTask(second.spec().id(), second.epoch()));
        assertThat(state(connection, "second")).isEqualTo(TaskState.Name.RUNNING);
        engine.close();
        next(pushes, AgentPush.Revoked.class);
        assertThat(next(pushes, AgentPush.SessionEnded.class).cause())
            .isEqualTo(SessionEnd.PROCESS_ENDED);
      }
    }
    try (Engine engine = Engine.open(folder, EngineOptions.DEFAULTS)) {
      Connection connection = engine.connect(LOCAL);
      assertThat(state(connection, "first")).isEqualTo(TaskState.Name.SUCCEEDED);
      assertThat(state(connection, "second")).isEqualTo(TaskState.Name.READY);
      HistoryReader history = engine.history().orElseThrow();
      assertThat(history.sql("SELECT outcome FROM attempts ORDER BY assigned, epoch", 10).rows())
          .extracting(row -> row.get("outcome"))
          .containsExactlyInAnyOrder("SUCCEEDED", "LOST");
    }
  }
}
