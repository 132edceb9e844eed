package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Resource;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.resource.ResourceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Waits for locks in the order of being served, and who is granted what when something is freed.
 *
 * <p>Every waiter is parked on exactly one thing that really blocks it: the nearest conflicting
 * waiter ahead (nobody is passed, L1), else a conflicting grant, else missing permits, else a
 * barrier of tasks. Only what was parked on the thing that went away is looked at again, so that a
 * release costs O(depth x log n) per grant it leads to, whatever the number of waiters. Leader
 * only; rebuilt from the waits.
 */
public final class LockQueue {
  /** Barriers that tasks have set on what they could not get three times (R52). */
  @FunctionalInterface
  public interface Barriers {
    /** The task whose barrier, older than the wait, keeps the entry for it; null if none does. */
    @Nullable TaskId barring(LockRequest lock, FencingToken wait);
  }

  /** Who is told that tasks may find something free. */
  @FunctionalInterface
  public interface Wakening {
    void mayBeFree(ResourceName resource);
  }

  /** What the queue must know of the sessions that wait. */
  public interface Sessions {
    /** Whether it is past its time though nobody has ended it yet (S10). */
    boolean isOverdue(AgentId agent, long nowMillis);

    /** Whether the agent hears of a grant at once; else it must confirm it (R5). */
    boolean isAttached(AgentId agent);
  }

  /** A grant to an agent that is not attached passes on unless it is extended within this time. */
  public static final long CONFIRM_MILLIS = 10_000;

  private static final Object BARRIER = "//barrier";

  private final ResourceTable resources;
  private final WaiterIndex index = new WaiterIndex();
  private final Map<FencingToken, LockWaiter> waiters = new HashMap<>();
  private final Map<Object, Set<LockWaiter>> parked = new HashMap<>();
  private final TreeSet<LockWaiter> woken = new TreeSet<>(LockWaiter.ORDER);
  private final List<LockWaiter> overdue = new ArrayList<>();
  private final Set<Holder> entangled = new LinkedHashSet<>();
  private final DueQueue<String> refills = new DueQueue<>();
  private Barriers barriers = (lock, wait) -> null;
  private Wakening tasks = resource -> {};
  private final Sessions sessions;

  public LockQueue(ResourceTable resources, Sessions sessions) {
    this.resources = resources;
    this.sessions = sessions;
  }

  /** The queue of this moment, for a look at it. */
  public static LockQueue of(WaitTable waits, ResourceTable resources) {
    LockQueue queue =
        new LockQueue(
            resources,
            new Sessions() {
              @Override
              public boolean isOverdue(AgentId agent, long nowMillis) {
                return true;
              }

              @Override
              public boolean isAttached(AgentId agent) {
                return false;
              }
            });
    waits.all().forEach(queue::began);
    return queue;
  }

  /** Shares the resources with tasks that wait for them too. */
  public void share(Barriers ofTasks, Wakening toTasks) {
    barriers = ofTasks;
    tasks = toTasks;
  }

  /** A wait as it would stand in the queue, to be judged before it begins. */
  static LockWaiter candidate(Wait wait, Wait.Locks locks) {
    return new LockWaiter(wait, locks);
  }

  /** What blocks it first: a token of a wait or grant, a path, the barriers; null if nothing. */
  @Nullable Object blocker(LockWaiter waiter, long nowMillis) {
    for (LockRequest lock : waiter.set()) {
      if (resources.covers(waiter.holder(), lock)) {
        continue;
      }
      LockWaiter ahead = index.nearestAhead(lock, waiter);
      if (ahead != null) {
        return ahead.wait.id();
      }
      Grant grant = resources.conflict(waiter.holder(), lock);
      if (grant != null) {
        return grant.token();
      }
      if (!resources.suffices(lock, nowMillis)) {
        return lock.resource().path();
      }
      if (!waiter.isAdvanced() && barriers.barring(lock, waiter.wait.id()) != null) {
        return BARRIER;
      }
    }
    return null;
  }

  void began(Wait wait) {
    if (wait.what() instanceof Wait.Locks locks) {
      LockWaiter waiter = new LockWaiter(wait, locks);
      waiters.put(wait.id(), waiter);
      index.add(waiter);
      woken.add(waiter);
    }
  }

  /**
   * The wait goes before others now. Whoever it passes is still blocked by what it is parked on,
   * and meets it when that goes away; but the new order may close a cycle.
   */
  void advanced(Wait wait) {
    LockWaiter former = waiters.get(wait.id());
    if (former != null) {
      index.remove(former);
      woken.remove(former);
      overdue.remove(former);
      unpark(former);
      wake(wait.id());
    }
    began(wait);
    entangled.add(wait.holder());
  }

  /** The wait is over: those behind it are looked at again, unless its grant now blocks them. */
  void ended(Wait wait, @Nullable FencingToken grant) {
    LockWaiter waiter = waiters.remove(wait.id());
    if (waiter == null) {
      return;
    }
    index.remove(waiter);
    woken.remove(waiter);
    overdue.remove(waiter);
    unpark(waiter);
    Set<LockWaiter> behind = parked.remove(wait.id());
    if (behind != null) {
      for (LockWaiter next : behind) {
        next.parkedOn = null;
        if (grant != null && isBlockedBy(next, waiter)) {
          park(next, grant);
        } else {
          woken.add(next);
        }
      }
    }
    waiter.set().forEach(lock -> tasks.mayBeFree(lock.resource()));
  }

  private static boolean isBlockedBy(LockWaiter next, LockWaiter granted) {
    for (LockRequest mine : next.set()) {
      for (LockRequest other : granted.set()) {
        if (mine.conflictsWith(other)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Its holder has no need any more of what the grant covers: its other waits may be over. */
  public void granted(Grant grant, List<Wait> ofHolder) {
    if (!ofHolder.isEmpty()) {
      entangled.add(grant.holder());
    }
    for (Wait wait : ofHolder) {
      LockWaiter waiter = waiters.get(wait.id());
      if (waiter != null
          && waiter.parkedOn != null
          && waiter.set().stream().anyMatch(lock -> resources.covers(grant.holder(), lock))) {
        unpark(waiter);
        woken.add(waiter);
      }
    }
  }

  /** A grant is over; what it covered, its holder's other waits need anew. */
  public void freed(Grant grant, List<Wait> ofHolder) {
    if (!ofHolder.isEmpty()) {
      entangled.add(grant.holder());
    }
    wake(grant.token());
    for (LockRequest lock : grant.locks()) {
      if (lock.mode() == LockMode.PERMITS) {
        wake(lock.resource().path());
      }
    }
  }

  /** A resource has another capacity: more may be free now, or some never again. */
  public void changed(ResourceName resource) {
    wake(resource.path());
    List<LockWaiter> asking = new ArrayList<>();
    index.all(new LockRequest(resource, LockMode.PERMITS, 1), asking::add);
    for (LockWaiter waiter : asking) {
      entangled.add(waiter.holder());
      if (waiter.parkedOn != null) {
        unpark(waiter);
        woken.add(waiter);
      }
    }
  }

  /** Some barrier of tasks is gone. */
  public void barrierLifted() {
    wake(BARRIER);
  }

  private void wake(Object blocker) {
    Set<LockWaiter> behind = parked.remove(blocker);
    if (behind != null) {
      behind.forEach(waiter -> waiter.parkedOn = null);
      woken.addAll(behind);
    }
  }

  private void park(LockWaiter waiter, Object on) {
    waiter.parkedOn = on;
    parked.computeIfAbsent(on, key -> new LinkedHashSet<>(2)).add(waiter);
  }

  private void unpark(LockWaiter waiter) {
    Object on = waiter.parkedOn;
    Set<LockWaiter> others = on == null ? null : parked.get(on);
    if (on != null && others != null) {
      others.remove(waiter);
      waiter.parkedOn = null;
      if (others.isEmpty()) {
        parked.remove(on);
      }
    }
  }

  /** Grants what can be granted, in order, as far as the turn has room. */
  public void run(Turn turn) {
    long now = turn.now().stateMillis();
    while (turn.room() > 4 && !woken.isEmpty()) {
      LockWaiter waiter = woken.pollFirst();
      Object blocker = blocker(waiter, now);
      String hopeless = blocker == null ? null : hopeless(waiter);
      if (hopeless != null) {
        turn.emit(new WaitEvent.WaitEnded(waiter.wait.id(), new Outcome.Hopeless(hopeless)));
      } else if (blocker != null) {
        park(waiter, blocker);
        armRefill(waiter, blocker, now);
      } else if (sessions.isOverdue(waiter.wait.agent(), now)) {
        overdue.add(waiter);
      } else {
        grant(waiter, turn);
      }
    }
  }

  private @Nullable String hopeless(LockWaiter waiter) {
    for (LockRequest lock : waiter.set()) {
      Resource resource = resources.find(lock.resource());
      int capacity = resource == null ? 0 : resource.capacity();
      if (lock.mode() == LockMode.PERMITS && lock.permits() > capacity) {
        return "the capacity of %s is now %d, less than the %d permits asked for"
            .formatted(lock.resource(), capacity, lock.permits());
      }
    }
    return null;
  }

  private void grant(LockWaiter waiter, Turn turn) {
    FencingToken token = turn.nextToken();
    long lease = waiter.locks.leaseMillis();
    if (!sessions.isAttached(waiter.wait.agent())) {
      lease = lease == 0 ? CONFIRM_MILLIS : Math.min(lease, CONFIRM_MILLIS);
    }
    turn.emit(
        new ResourceEvent.LocksAcquired(
            token, waiter.holder(), waiter.set(), lease, waiter.wait.id()));
    turn.emit(new WaitEvent.WaitEnded(waiter.wait.id(), new Outcome.Granted(token)));
  }

  private void armRefill(LockWaiter waiter, Object blocker, long now) {
    if (blocker instanceof String path) {
      for (LockRequest lock : waiter.set()) {
        if (lock.mode() == LockMode.PERMITS && lock.resource().path().equals(path)) {
          refillLater(lock, now);
        }
      }
    }
  }

  /** Somebody, a task maybe, waits until a rate or budget has refilled enough for the entry. */
  public void refillLater(LockRequest lock, long nowMillis) {
    Resource resource = resources.find(lock.resource());
    if (resource != null && !resource.refill().isNone()) {
      refills.arm(resource.path(), resource.permitsLeftAtMillis(lock.permits(), nowMillis));
    }
  }

  /** What has refilled may be granted; sessions past their time were ended or came back. */
  public void tick(long nowMillis) {
    woken.addAll(overdue);
    overdue.clear();
    for (String path = refills.take(nowMillis); path != null; path = refills.take(nowMillis)) {
      wake(path);
      tasks.mayBeFree(ResourceName.of(path));
    }
  }

  public long nextMillis() {
    return refills.nextMillis();
  }

  public boolean isPending() {
    return !woken.isEmpty() || !entangled.isEmpty();
  }

  /** One who waits and may have come to wait for ever though no wait began; null if none did. */
  @Nullable Holder takeEntangled() {
    if (entangled.isEmpty()) {
      return null;
    }
    Iterator<Holder> all = entangled.iterator();
    Holder first = all.next();
    all.remove();
    return first;
  }

  /** Whether a task must leave the entry to a waiter that began before that id. */
  public boolean isAwaited(LockRequest lock, long beforeId) {
    return index.isAwaited(lock, beforeId);
  }

  /** All that stands between an open wait and its grant. */
  public Blocking blocking(Wait wait) {
    Blocking blocking = new Blocking();
    LockWaiter waiter = waiters.get(wait.id());
    if (waiter != null) {
      for (LockRequest lock : waiter.set()) {
        if (!resources.covers(waiter.holder(), lock)) {
          index.allAhead(lock, waiter, ahead -> blocking.wait(lock, ahead.wait));
          blocking.grants(lock, resources.conflicts(waiter.holder(), lock));
          blocking.shortage(lock, resources);
          TaskId barrier = barriers.barring(lock, wait.id());
          if (barrier != null && !waiter.isAdvanced()) {
            blocking.barrier(lock, barrier);
          }
        }
      }
    }
    return blocking;
  }

  /**
   * All that stands between a task and its lock set; it leaves everything to those who wait, but
   * for those who began after it set barriers.
   *
   * @param barredSince {@code Long.MAX_VALUE} without barriers
   */
  public Blocking blocking(List<LockRequest> ofTask, long barredSince) {
    Blocking blocking = new Blocking();
    for (LockRequest lock : ofTask) {
      index.all(
          lock,
          waiter -> {
            if (waiter.wait.id().value() < barredSince || waiter.isAdvanced()) {
              blocking.wait(lock, waiter.wait);
            }
          });
      blocking.grants(lock, resources.conflicts(null, lock));
      blocking.shortage(lock, resources);
    }
    return blocking;
  }

  /** Whether a wait of another holder that conflicts with this one is served later. */
  public boolean isAheadOfSomebody(Wait wait) {
    LockWaiter waiter = waiters.get(wait.id());
    return waiter != null && index.isAheadOfSomebody(waiter);
  }

  /** Whether some permits it lacks are its own holder's. */
  public boolean waitsForItself(Wait wait) {
    LockWaiter waiter = waiters.get(wait.id());
    if (waiter != null) {
      for (Grant grant : resources.heldBy(waiter.holder())) {
        for (LockRequest own : grant.locks()) {
          for (LockRequest lock : waiter.set()) {
            if (lock.mode() == LockMode.PERMITS && own.resource().equals(lock.resource())) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Whether the holder stands in the way of some waiter with what it holds. */
  public boolean blocksSomebody(Holder holder) {
    for (Grant grant : resources.heldBy(holder)) {
      for (LockRequest lock : grant.locks()) {
        if (index.isAwaitedByOther(lock, holder)) {
          return true;
        }
      }
    }
    return false;
  }
}
