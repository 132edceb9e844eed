package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.NameMap;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.wait.LockQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * READY tasks that wait for a resource, each on its first blocker, out of the way of those behind.
 *
 * <p>A freed resource wakes at most one task of each line at a time: the next of the line follows
 * when that one was tried. A task parked {@value #BARRIER_PARKS} times, or overtaken so often by
 * agents while it is parked, sets barriers on its whole lock set: nobody else takes any of it until
 * the task had its turn, so that neither sets starve nor tasks among agents that always wait (R52).
 */
final class ParkingLot {
  private static final int BARRIER_PARKS = 3;

  /** A barrier whose whole set stays free for so long, since no agent comes, is lifted (L3). */
  static final long BARRIER_PATIENCE_MILLIS = 5_000;

  /** Tasks that the same agents may take: of one class, and pinned to the same agent if to any. */
  private record Line(TaskClass taskClass, @Nullable AgentId pin) {
    static Line of(ReadyEntry entry) {
      return new Line(entry.taskClass, entry.pin);
    }
  }

  private static final class Lot {
    private final ResourceName name;
    private final Map<Line, PriorityQueue<ReadyEntry>> parked = new LinkedHashMap<>();
    private final Map<Line, ReadyEntry> awake = new HashMap<>();

    /** Those that ask for more permits than the capacity by now, the fewest first. */
    private final PriorityQueue<ReadyEntry> outOfReach;

    private Lot(ResourceName name) {
      this.name = name;
      outOfReach =
          new PriorityQueue<>(Comparator.comparingInt(entry -> lockOn(entry, name).permits()));
    }

    private void add(ReadyEntry entry) {
      parked
          .computeIfAbsent(Line.of(entry), line -> new PriorityQueue<>(ReadyEntry.BY_KEY))
          .add(entry);
    }

    private boolean isEmpty() {
      if (!parked.isEmpty() || !awake.isEmpty()) {
        return false;
      }
      outOfReach.removeIf(entry -> !entry.isCurrent());
      return outOfReach.isEmpty();
    }
  }

  private static LockRequest lockOn(ReadyEntry entry, ResourceName resource) {
    for (LockRequest lock : entry.locks) {
      if (lock.resource().equals(resource)) {
        return lock;
      }
    }
    throw new IllegalStateException("Expected %s to lock %s".formatted(entry.task, resource));
  }

  private final ResourceTable resources;
  private final LockQueue waiting;
  private final NameMap<Lot> lots = new NameMap<>();
  private final NameMap<ReadyEntry> barriers = new NameMap<>();
  private final Deque<ResourceName> toWake = new ArrayDeque<>();
  private final Set<ReadyEntry> overtaken = new LinkedHashSet<>();
  private final Set<ReadyEntry> perhapsIdle = new LinkedHashSet<>();
  private final Map<ReadyEntry, Long> idle = new LinkedHashMap<>();
  private long nowMillis;

  ParkingLot(ResourceTable resources, LockQueue waiting) {
    this.resources = resources;
    this.waiting = waiting;
  }

  /** The first entry of the task's lock set that it cannot have now, or null. */
  @Nullable LockRequest blocker(ReadyEntry entry) {
    for (LockRequest lock : entry.locks) {
      if (!isFree(entry, lock)) {
        return lock;
      }
    }
    return null;
  }

  /** Free beside all holds, left by all who wait for it before, and kept for nobody else. */
  private boolean isFree(ReadyEntry entry, LockRequest lock) {
    return resources.admits(null, lock, nowMillis)
        && !waiting.isAwaited(lock, entry.barredSince)
        && barrier(lock, entry) == null;
  }

  /** The task whose barrier, older than the wait, keeps the entry for it; null if none does. */
  @Nullable TaskId barring(LockRequest lock, FencingToken wait) {
    ReadyEntry barrier = barriers.isEmpty() ? null : barrier(lock, null);
    return barrier != null && barrier.barredSince <= wait.value() ? barrier.task.id() : null;
  }

  private @Nullable ReadyEntry barrier(LockRequest lock, @Nullable ReadyEntry but) {
    List<ReadyEntry> found = new ArrayList<>(1);
    barriers.forEachOverlapping(lock.resource(), found::add);
    for (ReadyEntry barrier : found) {
      if (barrier.isCurrent() && !barrier.taskClass.groups.isEmpty() && isPossible(barrier)) {
        if (barrier != but) {
          return barrier;
        }
      } else {
        liftBarriers(barrier);
      }
    }
    return null;
  }

  void park(ReadyEntry entry, LockRequest blocker, Turn turn) {
    ResourceName on = blocker.resource();
    entry.parkedOn = on;
    entry.parks++;
    waiting.refillLater(blocker, nowMillis);
    lots.computeIfAbsent(on, Lot::new).add(entry);
    if (entry.parks >= BARRIER_PARKS) {
      setBarriers(entry, turn.nextToken());
    }
    tried(entry);
  }

  /** Locks went to an agent: whoever is next of its line on one of them was overtaken once more. */
  void overtaken(List<LockRequest> granted) {
    if (lots.isEmpty()) {
      return;
    }
    for (LockRequest lock : granted) {
      lots.forEachOverlapping(
          lock.resource(),
          lot ->
              lot.parked
                  .values()
                  .forEach(queue -> {
                    ReadyEntry head = head(lot, queue, lot.name);
                    if (head != null
                        && competes(lockOn(head, lot.name), lock)
                        && ++head.parks >= BARRIER_PARKS) {
                      overtaken.add(head);
                    }
                  }));
    }
  }

  private static boolean competes(LockRequest mine, LockRequest other) {
    return mine.conflictsWith(other)
        || (mine.mode() == LockMode.PERMITS && mine.resource().equals(other.resource()));
  }

  /** Whoever was overtaken too often while it was parked keeps its set from others from now on. */
  void bar(Turn turn) {
    for (ReadyEntry entry : overtaken) {
      if (entry.isCurrent() && entry.parkedOn != null) {
        setBarriers(entry, turn.nextToken());
      }
    }
    overtaken.clear();
  }

  /** A turn begins to place: barriers whose set became free since have their turn from now on. */
  void turnBegins(long now) {
    nowMillis = now;
    for (ReadyEntry barrier : perhapsIdle) {
      if (barrier.isCurrent() && isFree(barrier)) {
        idle.putIfAbsent(barrier, nowMillis + BARRIER_PATIENCE_MILLIS);
      }
    }
    perhapsIdle.clear();
  }

  /** When some barrier has been idle for too long; {@code Long.MAX_VALUE} when none is idle. */
  long nextMillis() {
    return idle.isEmpty() ? Long.MAX_VALUE : idle.values().iterator().next();
  }

  /** Lifts the barriers that were idle for too long; the next park sets them again. */
  void tick(long now) {
    nowMillis = now;
    while (nextMillis() <= nowMillis) {
      ReadyEntry barrier = idle.keySet().iterator().next();
      idle.remove(barrier);
      if (barrier.isCurrent() && isFree(barrier)) {
        liftBarriers(barrier);
        barrier.parks = BARRIER_PARKS - 1;
      }
    }
  }

  private boolean isFree(ReadyEntry entry) {
    for (LockRequest lock : entry.locks) {
      if (!resources.admits(null, lock, nowMillis)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the capacities declared by now could ever admit its set. */
  private boolean isPossible(ReadyEntry entry) {
    return entry.locks.stream().allMatch(resources::couldAdmit);
  }

  private void setBarriers(ReadyEntry entry, FencingToken since) {
    if (!isPossible(entry)) {
      return;
    }
    List<LockRequest> locks = entry.locks;
    for (LockRequest lock : locks) {
      if (barrier(lock, entry) != null) {
        return;
      }
    }
    if (entry.barredSince == Long.MAX_VALUE) {
      entry.barredSince = since.value();
    }
    for (LockRequest lock : locks) {
      barriers.put(lock.resource(), entry);
    }
  }

  private void liftBarriers(ReadyEntry entry) {
    for (LockRequest lock : entry.locks) {
      if (barriers.remove(lock.resource(), entry)) {
        lots.forEachOverlapping(lock.resource(), lot -> toWake.addLast(lot.name));
      }
    }
    entry.barredSince = Long.MAX_VALUE;
    waiting.barrierLifted();
  }

  /** The entry was assigned, parked or is no longer READY: the next of its class may wake. */
  void tried(ReadyEntry entry) {
    ResourceName woken = entry.wokenBy;
    if (woken != null) {
      entry.wokenBy = null;
      Lot lot = lots.get(woken);
      if (lot != null) {
        lot.awake.remove(Line.of(entry), entry);
      }
      toWake.addLast(woken);
    }
  }

  /** It waits for something else than locks: it keeps none of them from others meanwhile. */
  void letGo(ReadyEntry entry) {
    gone(entry);
    entry.parks = 0;
  }

  /** The entry left the queues for good. */
  void gone(ReadyEntry entry) {
    tried(entry);
    idle.remove(entry);
    if (entry.parks >= BARRIER_PARKS) {
      liftBarriers(entry);
    }
  }

  void freed(ResourceName resource) {
    if (!barriers.isEmpty()) {
      List<ReadyEntry> found = new ArrayList<>(1);
      barriers.forEachOverlapping(resource, found::add);
      for (ReadyEntry barrier : found) {
        if (isPossible(barrier)) {
          perhapsIdle.add(barrier);
        } else {
          liftBarriers(barrier);
        }
      }
    }
    if (!lots.isEmpty()) {
      lots.forEachOverlapping(resource, lot -> toWake.addLast(lot.name));
    }
  }

  boolean hasToWake() {
    return !toWake.isEmpty();
  }

  /** Wakes what the next freed resource may admit; the entries go back to their queues. */
  List<ReadyEntry> wake() {
    ResourceName resource = toWake.pollFirst();
    Lot lot = resource == null ? null : lots.get(resource);
    if (resource == null || lot == null) {
      return List.of();
    }
    ReadyEntry reachable = lot.outOfReach.peek();
    while (reachable != null && resources.couldAdmit(lockOn(reachable, resource))) {
      lot.add(lot.outOfReach.remove());
      reachable = lot.outOfReach.peek();
    }
    List<ReadyEntry> woken = new ArrayList<>();
    lot.parked
        .values()
        .removeIf(queue -> {
          ReadyEntry next = next(lot, queue, resource);
          if (next != null && !isAwake(lot, Line.of(next)) && admits(next, resource)) {
            queue.remove(next);
            next.parkedOn = null;
            next.wokenBy = resource;
            lot.awake.put(Line.of(next), next);
            woken.add(next);
          }
          return head(lot, queue, resource) == null;
        });
    if (lot.isEmpty()) {
      lots.remove(resource);
    }
    return woken;
  }

  /** The one of a line whose turn it is: by a barrier of its own, else by its key. */
  private @Nullable ReadyEntry next(Lot lot, PriorityQueue<ReadyEntry> queue, ResourceName on) {
    ReadyEntry head = head(lot, queue, on);
    ReadyEntry barrier = barriers.get(on);
    boolean first =
        head != null
            && barrier != null
            && barrier.isCurrent()
            && on.equals(barrier.parkedOn)
            && Line.of(barrier).equals(Line.of(head));
    return first ? barrier : head;
  }

  private boolean admits(ReadyEntry entry, ResourceName resource) {
    return isFree(entry, lockOn(entry, resource));
  }

  private static boolean isAwake(Lot lot, Line line) {
    ReadyEntry awake = lot.awake.get(line);
    if (awake != null && !awake.isQueued()) {
      lot.awake.remove(line);
      return false;
    }
    return awake != null;
  }

  private @Nullable ReadyEntry head(Lot lot, PriorityQueue<ReadyEntry> queue, ResourceName on) {
    ReadyEntry entry = queue.peek();
    while (entry != null) {
      boolean parkedHere = entry.isCurrent() && on.equals(entry.parkedOn);
      if (parkedHere && resources.couldAdmit(lockOn(entry, on))) {
        return entry;
      }
      queue.poll();
      if (parkedHere) {
        lot.outOfReach.add(entry);
      }
      entry = queue.peek();
    }
    return null;
  }
}
