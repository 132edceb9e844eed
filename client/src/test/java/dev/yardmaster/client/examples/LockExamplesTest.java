package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.DeadlockException;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.LockOptions;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.ResourceManager;
import dev.yardmaster.client.ResourceTimeoutException;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.TaskHandler;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LockExamplesTest extends ExampleYard {
  private final AgentSession agent = agent("coder-1");
  private final List<Object> seen = new ArrayList<>();

  @Test
  void resourcesAreLockedDeclaredAndTried() {
    // @start region="resources"
    ResourceManager resources = manager.resources();
    try (Lock lock = resources.acquire(agent, LockRequest.exclusive("docs/**"))) {
      seen.add(lock.token()); // nobody else has docs or anything below it
    }
    resources.declare(ResourceName.of("gpu"), 2);
    resources.tryAcquire(agent, LockRequest.permits("gpu", 1)).ifPresent(Lock::close);
    // @end
    assertThat(seen).hasSize(1);
    assertThat(resources.list(10))
        .singleElement()
        .satisfies(gpu -> assertThat(gpu.grants()).isEmpty());
  }

  @Test
  void aLockIsHeldUntilClosedAndItsTokenGuards() {
    // @start region="lock"
    try (Lock lock = manager.resources().acquire(agent, LockRequest.exclusive("report.md"))) {
      seen.add(lock.token()); // whoever guards the file refuses every token but the newest
    }
    // @end
    assertThat(manager.resources().list(10)).isEmpty();
    assertThat(seen).hasSize(1);
  }

  @Test
  void aTaskIsDoneOnlyWhileItsLockIsHeld() {
    // @start region="outcome"
    TaskHandler handler =
        task -> {
          Lock lock = manager.resources().acquire(task, LockRequest.exclusive("report.md"));
          seen.add(lock.token());
          return Outcome.success().ifHolds(lock); // left open: it is given back with the attempt
        };
    // @end
    Worker worker = manager.work(agent, handler);
    manager.tasks().submit(Task.of("write"));
    manager
        .events()
        .of(TaskEvent.TaskSucceeded.class)
        .after(LogPosition.START)
        .await(Duration.ofSeconds(30));
    worker.close();
    assertThat(seen).hasSize(1);
  }

  @Test
  void aLeaseIsExtendedWhileTheWorkGoesOn() {
    // @start region="options"
    LockOptions options =
        LockOptions.DEFAULT
            .timeout(Duration.ofSeconds(30)) // waits no longer
            .priority(80) // goes before waiters of 50
            .lease(Duration.ofMinutes(5)); // free after that, unless extended
    try (Lock lock =
        manager.resources().acquire(agent, options, LockRequest.shared("docs/guide.md"))) {
      lock.extend(Duration.ofMinutes(5));
    }
    // @end
    assertThat(manager.resources().list(10)).isEmpty();
  }

  @Test
  void aWriteCountsOnlyWhileItsLockIsHeld() {
    Lock lock = manager.acquireResource("state-file", agent);
    Payload payload = Payload.text("1");
    // @start region="guard"
    manager.records().putAny(agent.ifHolds(lock), RecordKey.of("state"), payload);
    // @end
    assertThat(manager.records().get(RecordKey.of("state"))).isPresent();
  }

  @Test
  void aTimeoutNamesTheHolder() {
    Lock held = manager.acquireResource("file", agent("other"));
    LockOptions brief = LockOptions.DEFAULT.timeout(Duration.ofMillis(50));
    // @start region="timeout"
    try (Lock lock = manager.resources().acquire(agent, brief, LockRequest.exclusive("file"))) {
      seen.add(lock.token());
    } catch (ResourceTimeoutException e) {
      seen.add(e.getMessage()); // says who holds it; do something else meanwhile
    }
    // @end
    assertThat(seen).singleElement().asString().contains("other");
    held.close();
  }

  @Test
  void aDeadlockIsToldWithItsCycle() throws Exception {
    AgentSession other = agent("coder-2");
    Lock theirs = manager.acquireResource("b", other);
    Lock mine = manager.acquireResource("a", agent);
    Future<Boolean> waiting =
        threads.submit(() -> {
          try (Lock lock = manager.acquireResource("a", other)) {
            return lock.token().value() > 0;
          } catch (DeadlockException e) {
            return false;
          } finally {
            theirs.close();
          }
        });
    // @start region="deadlock"
    try (Lock lock = manager.resources().acquire(agent, LockRequest.exclusive("b"))) {
      seen.add(lock.token());
    } catch (DeadlockException e) {
      seen.add(e.cycle()); // coder-1 waits for coder-2 waits for coder-1, in words
    } finally {
      mine.close(); // let the other go on, then try again
    }
    // @end
    boolean theOtherWasTheVictim = !waiting.get(30, TimeUnit.SECONDS);
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst() instanceof String).isNotEqualTo(theOtherWasTheVictim);
  }

  @Test
  void aRefusalHasACodeAndATextToActOn() {
    // @start region="refusal"
    try {
      manager.sendMessage(agent, AgentId.of("nobody"), Payload.text("hello"));
    } catch (CoordinationException e) {
      switch (e.code()) {
        case NOT_FOUND -> seen.add(e.refusal().text()); // what was expected, and what to do next
        default -> throw e;
      }
    }
    // @end
    assertThat(seen).singleElement().asString().contains("nobody");
    assertThat(RefusalCode.values()).contains(RefusalCode.NOT_FOUND);
  }
}
