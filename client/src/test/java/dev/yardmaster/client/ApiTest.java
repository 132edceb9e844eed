package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java API in one piece, durable, as its users write it. */
@Timeout(60)
final class ApiTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void agentsTasksLocksAndMessagesOfOneWorkspace() throws Exception {
    try (Yardmaster yard = Yardmaster.open(folder.resolve("yardmaster-data"))) {
      CoordinationManager manager = yard.workspace("default");

      AgentSession agent =
          manager
              .agents()
              .register(
                  AgentProfile.named("coder-1")
                      .capabilities("java", "review")
                      .maxConcurrentTasks(2)
                      .priority(10));
      AgentSession other = manager.agents().register(AgentProfile.named("coder-2"));

      manager.tasks().submit(Task.of("compile").type("build").requires("java").priority(80));
      manager.assignTask(Task.of("look"), AgentId.of("coder-1"));

      try (Lock lock = manager.acquireResource("file-lock", agent)) {
        assertThat(lock.token().value()).isPositive();
        assertThat(lock.isLost()).isFalse();
      }

      manager.sendMessage(agent, other.id(), Json.of(Map.of("type", "status")));
      Received message = manager.messages().receive(other, 1, Duration.ofSeconds(10)).getFirst();
      assertThat(message.from()).isEqualTo(agent.id());
      assertThat(Json.read(message.payload())).containsEntry("type", "status");
      message.ack();

      try (Worker worker = manager.work(agent, task -> Outcome.success())) {
        manager
            .events()
            .waitFor(
                TaskEvent.TaskSucceeded.class,
                event -> event.task().equals(TaskId.of("look")),
                Duration.ofSeconds(20));
        assertThat(worker.agent()).isEqualTo(agent.id());
      }
    }
  }
}
