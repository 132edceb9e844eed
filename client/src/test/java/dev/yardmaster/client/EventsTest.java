package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listening to what happens. */
@Timeout(120)
final class EventsTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  private static void submit(CoordinationManager manager, int from, int to) {
    for (int i = from; i < to; i++) {
      manager.tasks().submit(Task.of("t" + i));
    }
  }

  private static List<String> names(int from, int to) {
    return java.util.stream.IntStream.range(from, to).mapToObj(i -> "t" + i).toList();
  }

  @Test
  void aTypedListenerHearsItsKindInOrderAndNothingElse() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    Queue<String> odd = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      Events events = manager.events();
      try (var all =
              events.subscribe(
                  TaskEvent.TaskSubmitted.class, event -> heard.add(event.task().value()));
          var some =
              events
                  .of(TaskEvent.class)
                  .where(TaskEvent.TaskSubmitted.class::isInstance)
                  .where(event -> event.task().value().endsWith("1"))
                  .subscribe(event -> odd.add(event.task().value()))) {
        submit(manager, 0, 20);
        await().atMost(LONG).until(() -> heard.size() == 20 && odd.size() == 2);
        assertThat(all.position()).isLessThanOrEqualTo(events.position());
        assertThat(some.ended().toCompletableFuture()).isNotDone();
      }
    }
    assertThat(heard).containsExactlyElementsOf(names(0, 20));
    assertThat(odd).containsExactly("t1", "t11");
  }

  @Test
  void aListenerThatThrowsHarmsNobodyAndCanBeFollowedWithoutGapOrDuplicate() {
    Queue<String> good = new ConcurrentLinkedQueue<>();
    Queue<String> bad = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      Events events = manager.events();
      EventSubscription throwing =
          events.subscribe(
              TaskEvent.TaskSubmitted.class,
              event -> {
                if (event.task().value().equals("t3")) {
                  throw new IllegalStateException("cannot bear t3");
                }
                bad.add(event.task().value());
              });
      try (var healthy =
          events.subscribe(
              TaskEvent.TaskSubmitted.class, event -> good.add(event.task().value()))) {
        submit(manager, 0, 10);
        assertThatThrownBy(() -> throwing.ended().toCompletableFuture().get(40, TimeUnit.SECONDS))
            .hasRootCauseMessage("cannot bear t3");
        await().atMost(LONG).until(() -> good.size() == 10);
        assertThat(bad).containsExactly("t0", "t1", "t2");
        try (var follower =
            events
                .of(TaskEvent.TaskSubmitted.class)
                .after(throwing.position())
                .subscribe(event -> bad.add(event.task().value()))) {
          await().atMost(LONG).until(() -> bad.size() == 10);
          assertThat(follower.ended().toCompletableFuture()).isNotDone();
        }
        assertThat(healthy.ended().toCompletableFuture()).isNotDone();
      }
    }
    assertThat(good).containsExactlyElementsOf(names(0, 10));
    assertThat(bad).containsExactlyElementsOf(names(0, 10));
  }

  @Test
  void aListenerThatHangsHoldsUpNobodyAndStillHearsEverything() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Queue<String> slow = new ConcurrentLinkedQueue<>();
    Queue<String> quick = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      Events events = manager.events();
      try (var hung =
              events.subscribe(
                  TaskEvent.TaskSubmitted.class,
                  event -> {
                    hanging.countDown();
                    awaitQuietly(release);
                    slow.add(event.task().value());
                  });
          var other =
              events.subscribe(
                  TaskEvent.TaskSubmitted.class, event -> quick.add(event.task().value()))) {
        submit(manager, 0, 200);
        assertThat(hanging.await(40, TimeUnit.SECONDS)).isTrue();
        await().atMost(LONG).until(() -> quick.size() == 200);
        assertThat(slow).isEmpty();
        release.countDown();
        await().atMost(LONG).until(() -> slow.size() == 200);
        assertThat(hung.position()).isLessThanOrEqualTo(other.position());
      }
    }
    assertThat(slow).containsExactlyElementsOf(names(0, 200));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void listeningGoesOnFromAPositionAfterReopening(@TempDir Path folder) {
    LogPosition seen;
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      CompletableFuture<CommittedEvent> third = new CompletableFuture<>();
      try (var first =
          manager
              .events()
              .subscribe(
                  LogPosition.START,
                  event -> {
                    if (!third.isDone()
                        && event.event() instanceof TaskEvent.TaskSubmitted submitted) {
                      heard.add(submitted.task().value());
                      if (submitted.task().value().equals("t2")) {
                        third.complete(event);
                      }
                    }
                  })) {
        submit(manager, 0, 6);
        await().atMost(LONG).until(third::isDone);
        assertThat(first.position()).isGreaterThanOrEqualTo(third.join().position());
      }
      seen = third.join().position();
    }
    try (Yardmaster yard = Yardmaster.open(folder)) {
      CoordinationManager manager = yard.workspace("default");
      try (var rest =
          manager
              .events()
              .of(TaskEvent.TaskSubmitted.class)
              .after(seen)
              .subscribe(event -> heard.add(event.task().value()))) {
        submit(manager, 6, 8);
        await().atMost(LONG).until(() -> heard.size() == 8);
        assertThat(rest.position()).isGreaterThan(seen);
      }
    }
    assertThat(heard).containsExactlyElementsOf(names(0, 8));
  }

  @Test
  void waitingEndsWithTheEventOrWithTimeout() {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      Events events = manager.events();
      LogPosition before = events.position();
      submit(manager, 0, 3);
      assertThat(
              events
                  .of(TaskEvent.TaskSubmitted.class)
                  .after(before)
                  .where(event -> event.task().value().endsWith("1"))
                  .await(LONG)
                  .task())
          .isEqualTo(TaskId.of("t1"));
      assertThatExceptionOfType(CoordinationException.class)
          .isThrownBy(() ->
              events.waitFor(TaskEvent.TaskSucceeded.class, event -> true, Duration.ofMillis(20)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(RefusalCode.TIMEOUT));
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() ->
              events
                  .of(TaskEvent.TaskSubmitted.class)
                  .after(before)
                  .where(event -> {
                    throw new IllegalStateException("a bad filter");
                  })
                  .await(LONG))
          .withMessage("a bad filter");
    }
  }

  @Test
  void waitingInASecondThreadSeesWhatComesAfterTheCall() throws Exception {
    try (Yardmaster yard = Yardmaster.inMemory()) {
      CoordinationManager manager = yard.workspace("default");
      EventSelection<TaskEvent.TaskSubmitted> any =
          manager.events().of(TaskEvent.TaskSubmitted.class);
      CompletableFuture<TaskEvent.TaskSubmitted> seen = new CompletableFuture<>();
      Thread waiter = Thread.ofVirtual().start(() -> seen.complete(any.await(LONG)));
      submit(manager, 0, 1);
      assertThat(seen.get(40, TimeUnit.SECONDS).task()).isEqualTo(TaskId.of("t0"));
      waiter.join();
    }
  }
}
