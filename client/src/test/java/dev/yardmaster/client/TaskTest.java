package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks as people write them. */
@Timeout(60)
final class TaskTest {
  @Test
  void everyCallChangesItsOwnPartAndNoOther() {
    Task task =
        Task.of("compile")
            .type("build")
            .description("compiles it")
            .input(Payload.text("src"))
            .tags("ci")
            .tags("nightly")
            .priority(80)
            .dependsOn("fetch")
            .dependsOn(Dependency.onCompletion("lint"))
            .requires("java")
            .requires("shell")
            .requiresLabel("os", "linux")
            .locks(LockRequest.exclusive("target"))
            .locks(LockRequest.permits("browser", 2))
            .pinnedTo(AgentId.of("coder-1"))
            .retries(7)
            .startTimeout(Duration.ofSeconds(1))
            .timeout(Duration.ofSeconds(2))
            .heartbeat(Duration.ofSeconds(3))
            .notBefore(Instant.ofEpochMilli(4))
            .deadline(Instant.ofEpochMilli(5))
            .needsApproval();
    TaskSpec spec = task.spec();
    assertThat(task.id()).isEqualTo(TaskId.of("compile"));
    assertThat(spec.work().type()).isEqualTo("build");
    assertThat(spec.work().description()).isEqualTo("compiles it");
    assertThat(spec.work().input()).isEqualTo(Payload.text("src"));
    assertThat(spec.work().tags()).containsExactly("ci", "nightly");
    assertThat(spec.priority()).isEqualTo(80);
    assertThat(spec.dependencies())
        .containsExactly(Dependency.onSuccess("fetch"), Dependency.onCompletion("lint"));
    assertThat(spec.requirements().capabilities()).containsExactly("java", "shell");
    assertThat(spec.requirements().selector()).containsEntry("os", "linux");
    assertThat(spec.requirements().locks())
        .containsExactlyInAnyOrder(
            LockRequest.exclusive("target"), LockRequest.permits("browser", 2));
    assertThat(spec.requirements().agent()).isEqualTo(AgentId.of("coder-1"));
    assertThat(spec.limits().retry().maxRetries()).isEqualTo(7);
    assertThat(spec.limits().timeouts().scheduleToStartMillis()).isEqualTo(1_000);
    assertThat(spec.limits().timeouts().startToCloseMillis()).isEqualTo(2_000);
    assertThat(spec.limits().timeouts().heartbeatMillis()).isEqualTo(3_000);
    assertThat(spec.limits().schedule().notBeforeMillis()).isEqualTo(4);
    assertThat(spec.limits().schedule().deadlineMillis()).isEqualTo(5);
    assertThat(spec.limits().approval()).isTrue();
  }

  @Test
  void whatBreaksABoundIsRefusedWhereItIsWritten() {
    assertThatIllegalArgumentException().isThrownBy(() -> Task.of("t").priority(101));
    assertThatIllegalArgumentException().isThrownBy(() -> Task.of("t").dependsOn("t"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.of("t").locks(LockRequest.shared("r"), LockRequest.exclusive("r")))
        .withMessageContaining("merge the entries");
  }

  private static TaskState.Name state(CoordinationManager manager, String task) {
    return manager.tasks().find(TaskId.of(task)).orElseThrow().state().name();
  }

  @Test
  void anAssignedTaskGoesToItsAgentThoughAnotherIsFree() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (Worker other = manager.work(AgentProfile.named("other"), c -> Outcome.success())) {
        manager.tasks().assignTask(Task.of("compile"), AgentId.of("coder-1"));
        manager.tasks().submit(Task.of("anything"));
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() -> state(manager, "anything") == TaskState.Name.SUCCEEDED);
        assertThat(state(manager, "compile")).isEqualTo(TaskState.Name.READY);
        try (Worker coder = manager.work(AgentProfile.named("coder-1"), c -> Outcome.success())) {
          await()
              .atMost(Duration.ofSeconds(40))
              .until(() -> state(manager, "compile") == TaskState.Name.SUCCEEDED);
          assertThat(coder.agent()).isNotEqualTo(other.agent());
        }
      }
    }
  }
}
