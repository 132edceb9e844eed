package dev.yardmaster.core.placement;

import dev.yardmaster.core.task.ClassKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * READY tasks that ask the same of an agent, in two orders: by key, and by age so that nothing
 * starves. Tasks with a lock set form classes of their own, since they are never prefetched.
 */
final class TaskClass {
  /** What the class is: the demand on agents, and whether its tasks bring lock sets. */
  record Key(ClassKey demand, boolean locks) {}

  final Key key;
  final Set<AgentGroup> groups = new LinkedHashSet<>();
  private final PriorityQueue<ReadyEntry> byKey = new PriorityQueue<>(ReadyEntry.BY_KEY);
  private final PriorityQueue<ReadyEntry> byAge = new PriorityQueue<>(ReadyEntry.BY_AGE);
  private int live;
  boolean dirty;

  TaskClass(Key key) {
    this.key = key;
  }

  void add(ReadyEntry entry) {
    byKey.add(entry);
    byAge.add(entry);
  }

  /** Tasks of the class that are READY, parked ones included. */
  int live() {
    return live;
  }

  void count(int by) {
    live += by;
    if (byAge.size() > 1_024 && byAge.size() > 4 * (live + 1)) {
      byAge.removeIf(entry -> !entry.isQueued());
      byKey.removeIf(entry -> !entry.isQueued());
    }
  }

  @Nullable ReadyEntry first() {
    return head(byKey);
  }

  @Nullable ReadyEntry oldest() {
    return head(byAge);
  }

  /** The first entries by key, at most this many; they stay in the queue. */
  List<ReadyEntry> window(int most) {
    List<ReadyEntry> taken = new ArrayList<>(most);
    ReadyEntry entry = first();
    while (entry != null && taken.size() < most) {
      byKey.poll();
      if (taken.isEmpty() || taken.getLast() != entry) {
        taken.add(entry);
      }
      entry = first();
    }
    byKey.addAll(taken);
    return taken;
  }

  private static @Nullable ReadyEntry head(PriorityQueue<ReadyEntry> queue) {
    ReadyEntry entry = queue.peek();
    while (entry != null && !entry.isQueued()) {
      queue.poll();
      entry = queue.peek();
    }
    return entry;
  }
}
