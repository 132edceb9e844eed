package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.workspace.WorkspaceCounts;
import dev.yardmaster.protocol.metrics.Metric;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gauges: a workspace's counts as numbers by metric. */
final class Gauges {
  private Gauges() {}

  static void of(WorkspaceCounts counts, Map<Metric, SortedMap<String, Long>> numbers) {
    counts
        .tasks()
        .byState()
        .forEach((state, n) -> put(numbers, Metric.TASKS_IN_STATE, state.name(), n));
    counts
        .tasks()
        .openByType()
        .forEach((type, n) ->
            put(numbers, Metric.TASKS_OPEN_BY_TYPE, type.isEmpty() ? Metric.NONE : type, n));
    counts
        .tasks()
        .openByPriority()
        .forEach((priority, n) ->
            put(numbers, Metric.TASKS_OPEN_BY_PRIORITY, Integer.toString(priority), n));
    counts
        .agents()
        .byStatus()
        .forEach((status, n) -> put(numbers, Metric.AGENTS_IN_STATUS, status.name(), n));
    put(numbers, Metric.AGENTS_BUSY, "", counts.agents().busy());
    put(numbers, Metric.AGENTS_IDLE, "", counts.agents().attached() - counts.agents().busy());
    put(numbers, Metric.AGENTS_SLOTS, "", counts.agents().slots());
    put(numbers, Metric.AGENTS_SLOTS_BUSY, "", counts.agents().busySlots());
    put(numbers, Metric.LOCKS_HELD, "", counts.locks().entries());
    put(numbers, Metric.LOCKS_GRANTS, "", counts.locks().grants());
    put(numbers, Metric.WAITS_OPEN, "locks", counts.locks().waitsForLocks());
    put(numbers, Metric.WAITS_OPEN, "task", counts.locks().waitsForTasks());
    put(numbers, Metric.WAITS_OPEN, "reply", counts.locks().waitsForReplies());
    put(numbers, Metric.MESSAGES_IN_MAILBOXES, "", counts.mail().inMailboxes());
    put(numbers, Metric.MESSAGES_DEAD_LETTERS, "", counts.mail().deadLetters());
    put(numbers, Metric.CONFLICTS_OPEN, "", counts.openConflicts());
    put(numbers, Metric.RECORDS_STORED, "", counts.records());
  }

  private static void put(
      Map<Metric, SortedMap<String, Long>> numbers, Metric metric, String label, long value) {
    numbers.computeIfAbsent(metric, absent -> new TreeMap<>()).merge(label, value, Long::sum);
  }
}
