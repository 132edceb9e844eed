package dev.yardmaster.core.placement;

import dev.yardmaster.core.agent.Agent;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What placement keeps of an agent: its group, its place in the group's order, its counters. The
 * order's key is a copy taken when it was put there, so that sorted sets never see it change.
 */
final class AgentSlot {
  final Agent agent;
  final long number;
  final PriorityQueue<ReadyEntry> pinned = new PriorityQueue<>(ReadyEntry.BY_KEY);
  @Nullable AgentGroup group;
  boolean available;
  boolean roomToRun;
  boolean dirty;
  long dispatches;

  /** Rises with every assignment in the workspace. */
  long turn;

  /** Its turn when it was put into the order; orders round-robin. */
  long lastTurn;

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

  @Nullable ReadyEntry firstPinned() {
    ReadyEntry entry = pinned.peek();
    while (entry != null && !entry.isQueued()) {
      pinned.poll();
      entry = pinned.peek();
    }
    return entry;
  }
}
