package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.TaskEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example that the README shows, run. */
@Timeout(120)
final class ReadmeExampleTest {
  @Test
  void theExampleOfTheReadmeRuns(@TempDir Path temp) {
    Queue<String> compiled = new ConcurrentLinkedQueue<>();
    Path folder = temp.resolve("yardmaster-data");
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession coder =
          manager
              .agents()
              .register(
                  AgentProfile.named("coder-1")
                      .capabilities("java", "review")
                      .maxConcurrentTasks(2)
                      .priority(10));
      TaskHandler handler =
          context -> {
            Map<String, Object> input = Json.read(context.spec().work().input());
            compiled.add(String.valueOf(input.get("module")));
            return Outcome.success(Json.of(Map.of("warnings", 0)));
          };
      try (Worker worker = manager.work(coder, handler)) {
        Events events = manager.events();
        var succeeded =
            events
                .of(TaskEvent.TaskSucceeded.class)
                .after(LogPosition.START)
                .where(event -> event.task().equals(TaskId.of("review")));
        manager
            .tasks()
            .submit(
                Task.of("compile")
                    .type("build")
                    .requires("java")
                    .priority(80)
                    .locks(LockRequest.exclusive("target"))
                    .input(Json.of(Map.of("module", "core")))
                    .timeout(Duration.ofMinutes(10)));
        manager.assignTask(
            Task.of("review").dependsOn("compile").input(Json.of(Map.of("module", "all"))),
            AgentId.of("coder-1"));
        assertThat(Json.read(succeeded.await(Duration.ofSeconds(40)).result()))
            .containsEntry("warnings", 0);
        assertThat(worker.agent()).isEqualTo(coder.id());
      }
      coder.close();
      assertThat(manager.agents().list(10))
          .extracting(view -> view.profile().id().value(), view -> view.status())
          .containsExactly(tuple("coder-1", AgentStatus.GONE));
    }
    assertThat(List.copyOf(compiled)).containsExactly("core", "all");
  }
}
