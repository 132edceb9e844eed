package dev.yardmaster.core.placement;

import dev.yardmaster.core.task.ClassKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * READY tasks that ask the same of an agent, in two orders: by key, and by age so that nothing
 * starves. Tasks with a lock set or breakers form classes of their own: they are never prefetched.
 */
final class TaskClass {
  /** What the class is: the demand on agents, and whether its tasks run as soon as assigned. */
  record Key(ClassKey demand, boolean runsAtOnce) {}

  final Key key;
  final Set<AgentGroup> groups = new LinkedHashSet<>();
  private final OrderedQueue<ReadyEntry> byKey =
      new OrderedQueue<>(ReadyEntry.BY_KEY, ReadyEntry::isQueued);
  private final OrderedQueue<ReadyEntry> byAge =
      new OrderedQueue<>(ReadyEntry.BY_AGE, ReadyEntry::isQueued);
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
      byAge.dropUnwanted();
      byKey.dropUnwanted();
    }
  }

  @Nullable ReadyEntry first() {
    return byKey.first();
  }

  @Nullable ReadyEntry oldest() {
    return byAge.first();
  }

  /** The first entries by key, at most this many; they stay in the queue. */
  List<ReadyEntry> window(int most) {
    List<ReadyEntry> taken = new ArrayList<>(most);
    ReadyEntry entry = first();
    while (entry != null && taken.size() < most) {
      byKey.take();
      if (taken.isEmpty() || taken.getLast() != entry) {
        taken.add(entry);
      }
      entry = first();
    }
    byKey.addAll(taken);
    return taken;
  }
}
