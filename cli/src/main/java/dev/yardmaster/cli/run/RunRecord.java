package dev.yardmaster.cli.run;

import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened in this run so far, made of its events: running attempts, durations, retries.
 * Written by the events' thread, read by others; every method holds the monitor for a short time.
 */
final class RunRecord {
  private final long startedMillis;
  private final Map<String, Attempt> held = new LinkedHashMap<>();
  private final Map<String, Long> durations = new HashMap<>();
  private final Map<String, Long> busyMillis = new HashMap<>();
  private final Set<String> succeeded = new HashSet<>();
  private int attempts;
  private int failedAttempts;
  private int lostAttempts;

  /**
   * A task that an agent has.
   *
   * @param sinceMillis wall time of its start; 0 while it is not started
   */
  record Attempt(String task, String agent, long sinceMillis) {}

  /** Attempts of this run in numbers. */
  record Counts(int attempts, int failed, int lost, int succeeded) {}

  RunRecord(long startedMillis) {
    this.startedMillis = startedMillis;
  }

  long startedMillis() {
    return startedMillis;
  }

  /** Takes the next event; the attempt it ended, as it was. */
  synchronized @Nullable Attempt add(CommittedEvent committed) {
    long at = committed.at().wallMillis();
    if (!(committed.event() instanceof TaskEvent event)) {
      return null;
    }
    String task = event.task().value();
    return switch (event) {
      case TaskEvent.TaskAssigned e -> {
        held.put(task, new Attempt(task, e.agent().value(), 0));
        yield null;
      }
      case TaskEvent.WorkStolen e -> {
        held.put(task, new Attempt(task, e.to().value(), 0));
        yield null;
      }
      case TaskEvent.TaskStarted e -> {
        attempts++;
        held.computeIfPresent(task, (_, was) -> new Attempt(task, was.agent(), at));
        yield null;
      }
      case TaskEvent.TaskSucceeded e -> {
        succeeded.add(task);
        yield ended(task, at);
      }
      case TaskEvent.AttemptFailed e -> {
        failedAttempts++;
        yield ended(task, at);
      }
      case TaskEvent.AttemptLost e -> {
        lostAttempts++;
        yield ended(task, at);
      }
      case TaskEvent.TaskFailed e -> {
        Attempt attempt = ended(task, at);
        failedAttempts += attempt == null ? 0 : 1;
        yield attempt;
      }
      case TaskEvent.TaskUnassigned e -> held.remove(task);
      case TaskEvent.TaskCancelled e -> ended(task, at);
      default -> null;
    };
  }

  private @Nullable Attempt ended(String task, long at) {
    Attempt attempt = held.remove(task);
    if (attempt != null && attempt.sinceMillis() != 0) {
      long millis = Math.max(0, at - attempt.sinceMillis());
      durations.put(task, millis);
      busyMillis.merge(attempt.agent(), millis, Long::sum);
    }
    return attempt;
  }

  /** The attempts that are started and not ended, oldest first. */
  synchronized List<Attempt> running() {
    return held.values().stream().filter(attempt -> attempt.sinceMillis() != 0).toList();
  }

  /** How long the last attempt of each task that was tried took, in milliseconds. */
  synchronized Map<String, Long> durations() {
    return Map.copyOf(durations);
  }

  /** How long agents worked, in milliseconds, all together. */
  synchronized long busyMillis() {
    return busyMillis.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized Counts counts() {
    return new Counts(attempts, failedAttempts, lostAttempts, succeeded.size());
  }

  /** The tasks of this run that succeeded in it. */
  synchronized List<String> succeeded() {
    return new ArrayList<>(succeeded);
  }
}
