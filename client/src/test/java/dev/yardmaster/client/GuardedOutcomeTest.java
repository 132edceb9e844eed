package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R53: attempts that end under locks. */
@Timeout(60)
final class GuardedOutcomeTest {
  private static final LockRequest FILE = LockRequest.exclusive("file");
  private static final TaskId TASK = TaskId.of("t");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final BlockingQueue<TaskEvent> ends = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    yard.close();
  }

  private TaskEvent end() throws InterruptedException {
    TaskEvent event = ends.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("the attempt ends").isNotNull();
    return event == null ? new TaskEvent.TaskReady(TASK) : event;
  }

  /** Takes the file, loses it if it is to, and ends under it. */
  private Outcome run(TaskContext task, boolean loses, Outcome outcome) {
    Lock lock = manager.resources().acquire(task, FILE);
    if (loses) {
      manager.resources().forceRelease(lock.token(), "ada");
    }
    return outcome.ifHolds(lock);
  }

  private EventSubscription heard() {
    return manager
        .events()
        .subscribe(
            TaskEvent.class,
            event -> {
              if (event instanceof TaskEvent.AttemptFailed
                  || event instanceof TaskEvent.TaskSucceeded
                  || event instanceof TaskEvent.TaskFailed) {
                ends.add(event);
              }
            });
  }

  @Test
  void aCompletionUnderAStaleLockIsRefusedAndDoesNotComplete() throws Exception {
    Outcome success = Outcome.success(Payload.text("done"));
    try (EventSubscription heard = heard();
        Worker worker =
            manager.work(AgentProfile.named("w"), t -> run(t, t.attempt() == 1, success))) {
      manager.tasks().submit(Task.of("t"));
      assertThat(end())
          .isInstanceOfSatisfying(
              TaskEvent.AttemptFailed.class,
              failed -> assertThat(failed.failure().type()).isEqualTo("lock-lost"));
      assertThat(end()).as("under a lock it holds").isInstanceOf(TaskEvent.TaskSucceeded.class);
      assertThat(manager.tasks().find(TASK).orElseThrow().state().name())
          .isEqualTo(TaskState.Name.SUCCEEDED);
      assertThat(worker.agent().value()).isEqualTo("w");
      assertThat(heard.ended().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void aFailureUnderAStaleLockDoesNotCountAsFatal() throws Exception {
    Outcome fatal = Outcome.fatal("broken", "no other attempt would help");
    try (EventSubscription heard = heard();
        Worker worker =
            manager.work(AgentProfile.named("w"), t -> run(t, t.attempt() == 1, fatal))) {
      manager.tasks().submit(Task.of("t"));
      assertThat(end()).isInstanceOf(TaskEvent.AttemptFailed.class);
      assertThat(end()).isInstanceOf(TaskEvent.TaskFailed.class);
      assertThat(worker.agent().value()).isEqualTo("w");
      assertThat(heard.ended().toCompletableFuture()).isNotDone();
    }
  }
}
