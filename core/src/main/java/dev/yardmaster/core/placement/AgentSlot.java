package dev.yardmaster.core.placement;

import dev.yardmaster.core.agent.Agent;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What placement keeps of an agent: its group, its place in the group's order, its counters. The
 * order's key is a copy taken when it was put there, so that sorted sets never see it change.
 */
final class AgentSlot {
  final Agent agent;
  final long number;

  /** READY tasks pinned to this agent; few, so they are searched. */
  final Set<ReadyEntry> pinned = new LinkedHashSet<>();

  @Nullable AgentGroup group;
  boolean available;
  boolean roomToRun;
  boolean dirty;
  long dispatches;

  /** Rises with every assignment in the workspace; the order's copy of {@link #served}. */
  long lastTurn;

  /** When it was served last; taken over into the order by the next refresh. */
  long served;

  /** Place among the speed classes, or -1 when it is in none. */
  int speedClass = -1;

  int held;

  /** Tasks assigned beyond what it can run at once. */
  int queued;

  int maxConcurrent;
  int priority;

  /** When it is expected to have a free slot, in state milliseconds; for {@code fastest}. */
  double freeAtMillis;

  /** When it ended the last task it held, long ago at first; for {@code fastest}. */
  long idleSinceMillis = Long.MIN_VALUE / 2;

  AgentSlot(Agent agent, long number) {
    this.agent = agent;
    this.number = number;
  }

  /** Held tasks per slot, as a fraction for comparing. */
  double load() {
    return (double) held / maxConcurrent;
  }

  /** The first task pinned to this agent that it could take now. */
  @Nullable ReadyEntry firstPinned() {
    if (pinned.isEmpty()) {
      return null;
    }
    AgentGroup of = group;
    ReadyEntry first = null;
    pinned.removeIf(entry -> !entry.isQueued());
    for (ReadyEntry entry : pinned) {
      boolean fits =
          of != null
              && of.classes.contains(entry.taskClass)
              && (!entry.taskClass.key.runsAtOnce() || roomToRun);
      if (fits && (first == null || ReadyEntry.BY_KEY.compare(entry, first) < 0)) {
        first = entry;
      }
    }
    return first;
  }
}
