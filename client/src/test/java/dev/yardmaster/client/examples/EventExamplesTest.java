package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.EventSelection;
import dev.yardmaster.client.Events;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskEvent;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class EventExamplesTest extends ExampleYard {
  private final Queue<TaskId> done = new ConcurrentLinkedQueue<>();

  @Test
  void eventsAreHeardFromNowOrFromAPositionOn() {
    try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success())) {
      // @start region="events"
      Events events = manager.events();
      LogPosition lastSeen = events.position();
      events.subscribe(TaskEvent.TaskSucceeded.class, e -> done.add(e.task()));
      manager.tasks().submit(Task.of("compile"));
      events
          .of(TaskEvent.TaskSucceeded.class)
          .after(lastSeen) // goes on where a former listener ended
          .subscribe(e -> System.out.println(e.task() + " is done"));
      // @end
      await().atMost(Duration.ofSeconds(30)).until(() -> done.contains(TaskId.of("compile")));
      assertThat(worker.agent().value()).isEqualTo("w");
    }
  }

  @Test
  void aSelectionIsAwaited() {
    try (Worker worker = manager.work(AgentProfile.named("w"), context -> Outcome.success())) {
      // @start region="selection"
      EventSelection<TaskEvent.TaskSucceeded> review =
          manager
              .events()
              .of(TaskEvent.TaskSucceeded.class)
              .after(manager.events().position())
              .where(event -> event.task().equals(TaskId.of("review")));
      manager.tasks().submit(Task.of("review"));
      TaskEvent.TaskSucceeded event = review.await(Duration.ofSeconds(30));
      // @end
      assertThat(event.task()).isEqualTo(TaskId.of("review"));
      assertThat(worker.agent().value()).isEqualTo("w");
    }
  }
}
