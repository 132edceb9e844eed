package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskState;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent in this process that no worker loop belongs to. */
@Timeout(120)
final class AgentSessionTest {
  private static final AgentId CODER = AgentId.of("coder-1");
  private static final AgentProfile PROFILE =
      AgentProfile.named("coder-1").capabilities("java", "review").maxConcurrentTasks(2);

  private static AgentStatus status(CoordinationManager manager) {
    return manager.agents().find(CODER).orElseThrow().status();
  }

  private static void awaitSuccess(CoordinationManager manager, String task) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() ->
            manager.tasks().find(TaskId.of(task)).orElseThrow().state().name()
                == TaskState.Name.SUCCEEDED);
  }

  @Test
  void aRegisteredAgentIsActiveAndGivenNothingUntilItLeaves() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession session = manager.agents().register(PROFILE);
      assertThat(session.id()).isEqualTo(CODER);
      assertThat(session.session()).isEqualTo(manager.agents().find(CODER).orElseThrow().session());
      manager.tasks().submit(Task.of("compile").requires("java"));
      assertThat(session.isLive()).isTrue();
      assertThat(status(manager)).isEqualTo(AgentStatus.ACTIVE);
      assertThat(manager.tasks().find(TaskId.of("compile")).orElseThrow().state())
          .isInstanceOf(TaskState.Ready.class);

      session.close();
      assertThat(session.isLive()).isFalse();
      assertThat(status(manager)).isEqualTo(AgentStatus.GONE);
      session.close();
      assertThatExceptionOfType(CoordinationException.class)
          .isThrownBy(() -> manager.agents().status(session, AgentStatus.PAUSED));
    }
  }

  @Test
  void joiningTheSameIdAgainEndsTheFormerSession() throws Exception {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession former = manager.agents().register(PROFILE);
      AgentSession present = manager.agents().register(PROFILE);
      assertThat(former.ended().toCompletableFuture().get(20, TimeUnit.SECONDS))
          .isEqualTo(SessionEnd.REJOINED);
      assertThat(former.isLive()).isFalse();
      former.close();
      assertThat(present.isLive()).isTrue();
      assertThat(present.session().value()).isGreaterThan(former.session().value());
      assertThat(status(manager)).isEqualTo(AgentStatus.ACTIVE);
      assertThatIllegalStateException()
          .isThrownBy(() -> manager.work(former, context -> Outcome.success()))
          .withMessageContaining("register it again");
    }
  }

  @Test
  void aWorkerOnASessionLeavesTheSessionToItsOwner() {
    Queue<String> ran = new ConcurrentLinkedQueue<>();
    TaskHandler handler =
        context -> {
          ran.add(context.spec().id().value());
          return Outcome.success();
        };
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      try (AgentSession session = manager.agents().register(PROFILE)) {
        try (Worker worker = manager.work(session, handler)) {
          assertThat(worker.session()).isEqualTo(session.session());
          assertThatIllegalStateException()
              .isThrownBy(() -> manager.work(session, handler))
              .withMessageContaining("close that worker first");
          manager.assignTask(Task.of("first"), session);
          awaitSuccess(manager, "first");
        }
        assertThat(session.isLive()).isTrue();
        manager.assignTask(Task.of("second"), session);
        try (Worker again = manager.work(session, handler)) {
          awaitSuccess(manager, "second");
          assertThat(again.agent()).isEqualTo(CODER);
        }
      }
      assertThat(status(manager)).isEqualTo(AgentStatus.GONE);
    }
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void closingTheSessionStopsTheWorkerOnItAndItsTaskGoesElsewhere() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession session = manager.agents().register(PROFILE);
      Worker stuck =
          manager.work(
              session,
              context -> {
                context.onCancel(stopped::countDown);
                started.countDown();
                new CountDownLatch(1).await();
                return Outcome.success();
              });
      manager.tasks().submit(Task.of("t"));
      assertThat(started.await(40, TimeUnit.SECONDS)).isTrue();
      session.close();
      assertThat(stopped.await(40, TimeUnit.SECONDS)).isTrue();
      try (Worker other = manager.work(AgentProfile.named("other"), context -> Outcome.success())) {
        awaitSuccess(manager, "t");
        assertThat(other.agent()).isNotEqualTo(stuck.agent());
      }
      stuck.close();
    }
  }

  @Test
  @Timeout(25) // less than a call is repeated for
  void afterClosingAYardmasterItsSessionsCloseAndItsCallsAreRefusedAtOnce() {
    Yardmaster yard = Yardmaster.inMemory();
    CoordinationManager manager = yard.workspace("default");
    AgentSession session = manager.agents().register(PROFILE);
    yard.close();
    assertThatExceptionOfType(CoordinationException.class)
        .isThrownBy(() -> manager.tasks().submit(Task.of("late")));
    session.close();
    assertThat(session.isLive()).isFalse();
  }
}
