package dev.yardmaster.client.kill;

import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.task.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log says in the end, when everything was worked off.
 *
 * @param successes of every task the log knows, the epochs it succeeded under, in order
 */
record Ending(Map<String, List<Long>> successes) {
  Ending {
    successes = Map.copyOf(successes);
  }

  boolean knows(String task) {
    return successes.containsKey(task);
  }

  List<Long> successesOf(String task) {
    return successes.getOrDefault(task, List.of());
  }

  /** What the whole log says; every event of it is still there. */
  static Ending of(CoordinationManager manager) {
    Map<String, List<Long>> successes = new HashMap<>();
    LogPosition end = manager.events().position();
    try (var history =
        manager
            .events()
            .subscribe(
                LogPosition.START,
                event -> {
                  switch (event.event()) {
                    case TaskEvent.TaskSubmitted submitted ->
                        successes.put(submitted.task().value(), new ArrayList<>());
                    case TaskEvent.TaskSucceeded done ->
                        successes
                            .computeIfAbsent(done.task().value(), task -> new ArrayList<>())
                            .add(done.epoch().value());
                    default -> {}
                  }
                })) {
      await().atMost(Duration.ofMinutes(1)).until(() -> history.position().compareTo(end) >= 0);
    }
    return new Ending(successes);
  }
}
