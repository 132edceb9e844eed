package dev.yardmaster.core.placement;

import dev.yardmaster.core.breaker.BreakerTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * READY tasks that wait for a breaker, each on the first that stops it, out of the way of those
 * behind (R30, R72). As in {@link ParkingLot}, a breaker that lets somebody through wakes at most
 * one task of each line at a time: the next of the line follows when that one was tried.
 */
final class BreakerParking {
  /** Tasks that the same agents may take. */
  private record Line(TaskClass taskClass, @Nullable AgentId pin) {
    static Line of(ReadyEntry entry) {
      return new Line(entry.taskClass, entry.pin);
    }
  }

  private static final class Lot {
    private final Map<Line, PriorityQueue<ReadyEntry>> parked = new LinkedHashMap<>();
    private final Map<Line, ReadyEntry> awake = new HashMap<>();

    private @Nullable ReadyEntry head(PriorityQueue<ReadyEntry> queue, BreakerName on) {
      ReadyEntry entry = queue.peek();
      while (entry != null && !(entry.isCurrent() && on.equals(entry.stoppedBy))) {
        queue.poll();
        entry = queue.peek();
      }
      return entry;
    }

    private boolean isAwake(Line line) {
      ReadyEntry entry = awake.get(line);
      if (entry != null && !entry.isQueued()) {
        awake.remove(line);
        return false;
      }
      return entry != null;
    }
  }

  private final BreakerTable breakers;
  private final Map<BreakerName, Lot> lots = new HashMap<>();
  private final Deque<BreakerName> toWake = new ArrayDeque<>();

  BreakerParking(BreakerTable breakers) {
    this.breakers = breakers;
  }

  /** The first breaker of the task that lets nothing begin now, or null. */
  @Nullable BreakerName blocker(ReadyEntry entry) {
    for (BreakerName name : entry.breakers) {
      if (!breakers.admits(name)) {
        return name;
      }
    }
    return null;
  }

  void park(ReadyEntry entry, BreakerName on) {
    entry.stoppedBy = on;
    lots.computeIfAbsent(on, name -> new Lot())
        .parked
        .computeIfAbsent(Line.of(entry), line -> new PriorityQueue<>(ReadyEntry.BY_KEY))
        .add(entry);
    tried(entry);
  }

  /** The entry was assigned, parked or is no longer READY: the next of its line may wake. */
  void tried(ReadyEntry entry) {
    BreakerName woken = entry.letGoBy;
    if (woken != null) {
      entry.letGoBy = null;
      Lot lot = lots.get(woken);
      if (lot != null) {
        lot.awake.remove(Line.of(entry), entry);
      }
      toWake.addLast(woken);
    }
  }

  /** The breaker has changed, and may let something through. */
  void changed(BreakerName name) {
    if (lots.containsKey(name) && breakers.admits(name)) {
      toWake.addLast(name);
    }
  }

  boolean hasToWake() {
    return !toWake.isEmpty();
  }

  /** Wakes what the next changed breaker may let through; the entries go back to their queues. */
  List<ReadyEntry> wake() {
    BreakerName name = toWake.pollFirst();
    Lot lot = name == null ? null : lots.get(name);
    if (name == null || lot == null || !breakers.admits(name)) {
      return List.of();
    }
    List<ReadyEntry> woken = new ArrayList<>();
    lot.parked
        .values()
        .removeIf(queue -> {
          ReadyEntry head = lot.head(queue, name);
          if (head != null && !lot.isAwake(Line.of(head))) {
            queue.poll();
            head.stoppedBy = null;
            head.letGoBy = name;
            lot.awake.put(Line.of(head), head);
            woken.add(head);
          }
          return lot.head(queue, name) == null;
        });
    if (lot.parked.isEmpty() && lot.awake.isEmpty()) {
      lots.remove(name);
    }
    return woken;
  }
}
