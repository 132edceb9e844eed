package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.workspace.WaitView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks through the Java API, in memory: R50-R54 as people use them. */
@Timeout(60)
final class ResourceManagerTest {
  private static final LockRequest FILE = LockRequest.exclusive("file");

  private final Yardmaster yard = Yardmaster.inMemory();
  private final CoordinationManager manager = yard.workspace("default");
  private final ResourceManager resources = manager.resources();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    yard.close();
  }

  private AgentSession agent(String id) {
    return manager.agents().register(AgentProfile.named(id));
  }

  private <T> Future<T> async(Callable<T> call) {
    return threads.submit(call);
  }

  /** Until somebody waits; the wait is in the log by then. */
  private WaitView waiting() throws InterruptedException {
    List<WaitView> waits = resources.waits(10);
    while (waits.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(1);
      waits = resources.waits(10);
    }
    return waits.getFirst();
  }

  @Test
  void aLockIsHeldUntilItIsClosedAndItsTokenRises() {
    AgentSession agent = agent("a");
    long first;
    try (Lock lock = manager.acquireResource("file-lock", agent)) {
      first = lock.token().value();
      assertThat(lock.isLost()).isFalse();
      assertThat(resources.check(lock.token())).isPresent();
      assertThat(resources.list(10).getFirst().holders()).hasSize(1);
    }
    assertThat(resources.list(10)).isEmpty();
    try (Lock lock = manager.acquireResource("file-lock", agent)) {
      assertThat(lock.token().value()).as("S8").isGreaterThan(first);
    }
  }

  @Test
  void aWaiterHasTheLockAsSoonAsItIsFree() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock held = resources.acquire(a, FILE);
    Future<Lock> waiter = async(() -> resources.acquire(b, FILE));
    assertThat(waiting().blockedBy()).singleElement().asString().contains("agent a");
    held.close();
    assertThat(waiter.get(10, TimeUnit.SECONDS).token()).isGreaterThan(held.token());
  }

  @Test
  void fortyThreadsOfFortyAgentsAllGetTheLockAndNeverTwoAtOnce() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      AgentSession agent = agent("a" + i);
      all.add(
          async(() -> {
            try (Lock lock = resources.acquire(agent, FILE)) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              return !lock.isLost();
            }
          }));
    }
    for (Future<Boolean> each : all) {
      assertThat(each.get(30, TimeUnit.SECONDS)).as("peers line 1").isTrue();
    }
    assertThat(most.get()).as("S7").isEqualTo(1);
  }

  @Test
  void aTryTellsAtOnceAndATimeoutNamesTheHolder() {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock held = resources.acquire(a, LockRequest.exclusive("docs/**"));
    LockRequest below = LockRequest.shared("docs/intro.md");
    assertThat(resources.tryAcquire(b, below)).isEmpty();
    assertThatThrownBy(
            () -> resources.acquire(b, LockOptions.DEFAULT.timeout(Duration.ofMillis(20)), below))
        .isInstanceOf(ResourceTimeoutException.class)
        .hasMessageContaining("agent a");
    held.close();
    assertThat(resources.tryAcquire(b, below)).isPresent();
  }

  @Test
  void whoGivesBackAllAlsoGivesUpWhatItStillWaitsFor() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock held = resources.acquire(a, LockRequest.exclusive("x"));
    Future<Lock> waiter = async(() -> resources.acquire(b, LockRequest.exclusive("x")));
    waiting();
    resources.releaseAll(b);
    assertThatThrownBy(() -> waiter.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("gave all up meanwhile");
    held.close();
    assertThat(resources.tryAcquire(a, LockRequest.exclusive("x"))).isPresent();
  }

  @Test
  void theLastOfACycleIsRefusedWithTheCycleInWords() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock first = resources.acquire(a, LockRequest.exclusive("x"));
    Lock second = resources.acquire(b, LockRequest.exclusive("y"));
    Future<Lock> waiter = async(() -> resources.acquire(a, LockRequest.exclusive("y")));
    waiting();
    assertThat(resources.waitForGraph(10)).singleElement().asString().contains("agent b");
    assertThatThrownBy(() -> resources.acquire(b, LockRequest.exclusive("x")))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("agent a")
        .hasMessageContaining("agent b");
    second.close();
    assertThat(waiter.get(10, TimeUnit.SECONDS).isLost()).isFalse();
    first.close();
  }

  @Test
  void anInterruptedCallGivesItsWaitUp() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock held = resources.acquire(a, FILE);
    CountDownLatch ended = new CountDownLatch(1);
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try (Lock lock = resources.acquire(b, FILE)) {
                assertThat(lock.isLost()).isTrue();
              } catch (CoordinationException e) {
                ended.countDown();
              }
            });
    waiting();
    waiter.interrupt();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(resources.waits(10)).isEmpty();
    held.close();
    assertThat(resources.list(10)).isEmpty();
  }

  @Test
  void aLockThatIsTakenOrWhoseLeaseRunsOutIsLost() throws Exception {
    AgentSession a = agent("a");
    Lock taken = resources.acquire(a, FILE);
    resources.forceRelease(taken.token(), "ada");
    assertThat(taken.lost().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(ReleaseCause.FORCED);
    Lock leased = resources.acquire(a, LockOptions.DEFAULT.lease(Duration.ofHours(1)), FILE);
    leased.extend(Duration.ofSeconds(1));
    assertThat(leased.lost().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isEqualTo(ReleaseCause.EXPIRED);
    assertThatThrownBy(() -> leased.extend(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).as("S9").isEqualTo(RefusalCode.STALE_TOKEN));
    leased.close();
  }

  @Test
  void whoLeavesLosesItsLocksAndItsWaits() throws Exception {
    AgentSession a = agent("a");
    AgentSession b = agent("b");
    Lock held = resources.acquire(a, FILE);
    Future<Lock> waiter = async(() -> resources.acquire(b, FILE));
    waiting();
    b.close();
    assertThatThrownBy(() -> waiter.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CoordinationException.class);
    a.close();
    assertThat(held.isLost()).isTrue();
    assertThat(resources.list(10)).isEmpty();
  }

  @Test
  void whatIsWrittenUnderALockThatIsGoneHasNoEffect() {
    AgentSession a = agent("a");
    RecordKey key = RecordKey.of("state");
    Lock lock = resources.acquire(a, FILE);
    manager.records().putAny(a.ifHolds(lock), key, Payload.text("one"));
    lock.close();
    assertThatThrownBy(() -> manager.records().putAny(a.ifHolds(lock), key, Payload.text("two")))
        .isInstanceOfSatisfying(
            CoordinationException.class,
            e -> assertThat(e.code()).as("S9").isEqualTo(RefusalCode.STALE_TOKEN));
    assertThat(manager.records().get(key).orElseThrow().value()).isEqualTo(Payload.text("one"));
  }

  @Test
  void aRateIsUsedUpAndABudgetMayBeOverdrawn() {
    AgentSession a = agent("a");
    ResourceName calls = ResourceName.of("calls");
    resources.declare(calls, 2, new Refill(2, 3_600_000));
    resources.acquire(a, LockRequest.permits("calls", 1)).close();
    resources.charge(a, calls, 3);
    assertThat(resources.tryAcquire(a, LockRequest.permits("calls", 1))).isEmpty();
  }

  @Test
  void whatATaskTakesIsFreeWhenItEnds() throws Exception {
    manager.tasks().submit(Task.of("t"));
    try (Worker worker =
        manager.work(
            AgentProfile.named("w"),
            task -> {
              resources.acquire(task, FILE);
              return dev.yardmaster.client.Outcome.success();
            })) {
      assertThat(manager.tasks().find(dev.yardmaster.core.identity.TaskId.of("t"))).isPresent();
      try (Lock after = resources.acquire(agent("a"), LockRequest.shared("other"))) {
        assertThat(after.isLost()).isFalse();
      }
      assertThat(worker.agent().value()).isEqualTo("w");
    }
    assertThat(resources.list(10)).isEmpty();
  }
}
