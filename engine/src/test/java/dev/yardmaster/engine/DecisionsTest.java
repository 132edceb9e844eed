package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.JoinAgent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand.CancelTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.Connection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** At level debug the log tells every decision with its reason. */
@Timeout(60)
final class DecisionsTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  private static final Principal LOCAL = Principal.of("local");

  private final Logger logger = (Logger) LoggerFactory.getLogger(Driver.class);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void listenNoMore() {
    logger.setLevel(null);
    logger.detachAppender(appender);
  }

  private static Reply send(Connection connection, Command command) throws Exception {
    return connection
        .send(new Request(WORKSPACE, LOCAL, null, command))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void aRunTellsWhyATaskWentWhereItWentAndWhyAnotherStays() throws Exception {
    try (Engine engine = Engine.inMemory(EngineOptions.DEFAULTS)) {
      Connection connection = engine.connect(LOCAL);
      for (String name : List.of("java-coder", "writer")) {
        AgentProfile profile = AgentProfile.named(name).maxConcurrentTasks(2);
        Reply joined =
            send(
                connection,
                new JoinAgent(
                    name.equals("writer") ? profile : profile.capabilities("java"),
                    Attachment.REQUESTS));
        send(connection, new Claim(AgentId.of(name), ((Reply.Joined) joined).session(), 2));
      }
      TaskSpec compile = TaskSpec.named("compile").requirements(needs("java", "out"));
      send(connection, new SubmitTask(compile));
      send(connection, new SubmitTask(TaskSpec.named("link").requirements(needs("java", "out"))));
      send(connection, new CancelTask(TaskId.of("nothing"), "why not"));
    }
    assertThat(lines)
        .anySatisfy(line ->
            assertThat(line)
                .contains("SubmitTask compile by local in default -> done at")
                .containsPattern(
                    "TaskAssigned compile java-coder \\(capability, score [0-9.]+: .+\\)")
                .contains("LocksAcquired ("))
        .anySatisfy(
            line -> assertThat(line).contains("task link in default stays: ").contains("parked"))
        .anySatisfy(line ->
            assertThat(line)
                .contains("CancelTask nothing by local")
                .contains("refused, ")
                .contains("NOT_FOUND"));
    assertThat(lines).noneSatisfy(line -> assertThat(line).contains("why not"));
  }

  private static Requirements needs(String capability, String lock) {
    return new Requirements(
        new TreeSet<>(List.of(capability)),
        new TreeMap<>(),
        List.of(LockRequest.exclusive(lock)),
        null);
  }
}
