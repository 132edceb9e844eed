package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A READY task in the queues, with the key it is ordered by (R30). It is current only while the
 * task carries it: queues drop what is not when they come across it.
 */
final class ReadyEntry {
  /** Priority, then critical-path rank, then arrival. */
  static final Comparator<ReadyEntry> BY_KEY =
      (a, b) -> {
        int byPriority = Integer.compare(b.priority, a.priority);
        if (byPriority != 0) {
          return byPriority;
        }
        int byRank = Long.compare(b.rankMillis, a.rankMillis);
        return byRank != 0 ? byRank : Long.compare(a.arrival, b.arrival);
      };

  static final Comparator<ReadyEntry> BY_AGE = Comparator.comparingLong(entry -> entry.arrival);

  final Task task;
  final TaskClass taskClass;
  final int priority;
  final long rankMillis;
  final long arrival;
  final long sinceMillis;

  /** Its lock set, breakers and pin when it was queued, whatever replaces its content since. */
  final List<LockRequest> locks;

  final SortedSet<BreakerName> breakers;

  final @Nullable AgentId pin;

  /** The resource it is parked on, or null. */
  @Nullable ResourceName parkedOn;

  /** The resource whose release woke it, until it is tried again. */
  @Nullable ResourceName wokenBy;

  /** The breaker it is parked on, or null. */
  @Nullable BreakerName stoppedBy;

  /** The breaker whose change woke it, until it is tried again. */
  @Nullable BreakerName letGoBy;

  /** Waits for the answer of a user's strategy. */
  boolean asked;

  int parks;

  /** Log position at which it set its barriers; those who waited before are served before. */
  long barredSince = Long.MAX_VALUE;

  ReadyEntry(Task task, TaskClass taskClass, long sinceMillis) {
    this.task = task;
    this.taskClass = taskClass;
    this.priority = task.priority();
    this.rankMillis = task.rankMillis();
    this.arrival = task.arrival();
    this.sinceMillis = sinceMillis;
    this.locks = task.spec().requirements().locks();
    this.breakers = task.spec().requirements().breakers();
    this.pin = task.pin();
  }

  boolean isCurrent() {
    return task.placement() == this;
  }

  /** Whether it may be handed out now. */
  boolean isQueued() {
    return isCurrent() && parkedOn == null && stoppedBy == null && !asked;
  }

  boolean hasKeyOf(Task other) {
    return priority == other.priority()
        && rankMillis == other.rankMillis()
        && Objects.equals(pin, other.pin());
  }
}
