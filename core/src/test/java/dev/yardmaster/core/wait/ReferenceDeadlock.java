package dev.yardmaster.core.wait;

import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who can never go on (R54), by brute force: all who wait are suspected; whoever could have all it
 * waits for, if everybody not suspected gave everything back, no longer is; until nothing changes.
 */
final class ReferenceDeadlock {
  private static final Comparator<ReferenceYard.Waiter> VICTIM_FIRST =
      Comparator.<ReferenceYard.Waiter>comparingInt(waiter -> waiter.holder().priority())
          .thenComparing(Comparator.comparingLong(ReferenceYard.Waiter::sinceMillis).reversed())
          .thenComparing(Comparator.comparing(ReferenceYard.Waiter::id).reversed());

  private final ReferenceYard yard;
  private final Set<ReferenceYard.Session> stuck = new HashSet<>();

  private ReferenceDeadlock(ReferenceYard yard) {
    this.yard = yard;
    yard.waiters.forEach(waiter -> stuck.add(waiter.holder()));
    while (stuck.removeIf(
        holder -> waitsOf(holder).stream().allMatch(wait -> blockers(wait).isEmpty()))) {
      // once more, for those whom the others waited for
    }
  }

  private List<ReferenceYard.Waiter> waitsOf(ReferenceYard.Session holder) {
    return yard.waiters.stream().filter(waiter -> waiter.holder().equals(holder)).toList();
  }

  /** Those who wait and can never go on. */
  static Set<ReferenceYard.Session> stuck(ReferenceYard yard) {
    return new ReferenceDeadlock(yard).stuck;
  }

  /** Whether there is a cycle on which, by the rule, this wait is the one to be given up. */
  static boolean mayBeVictim(ReferenceYard yard, ReferenceYard.Waiter victim) {
    return new ReferenceDeadlock(yard).isVictimOfCycle(victim);
  }

  private boolean isVictimOfCycle(ReferenceYard.Waiter victim) {
    Set<ReferenceYard.Session> seen = new HashSet<>();
    Deque<ReferenceYard.Session> open = new ArrayDeque<>(blockers(victim));
    while (!open.isEmpty()) {
      ReferenceYard.Session next = open.remove();
      if (next.equals(victim.holder())) {
        return true;
      }
      if (seen.add(next)) {
        for (ReferenceYard.Waiter wait : waitsOf(next)) {
          if (VICTIM_FIRST.compare(wait, victim) > 0) {
            open.addAll(blockers(wait));
          }
        }
      }
    }
    return false;
  }

  /** The suspected whom it needs to go on; none if it could do without them. */
  private List<ReferenceYard.Session> blockers(ReferenceYard.Waiter waiter) {
    List<ReferenceYard.Session> blockers = new ArrayList<>();
    ReferenceYard.Asked asked = waiter.asked();
    ReferenceYard.Session answering = asked == null ? null : yard.agents.get(asked.to());
    if (answering != null
        && answering.capacity() == 1
        && stuck.contains(answering)
        && !answering.equals(waiter.holder())) {
      blockers.add(answering);
    }
    for (LockRequest lock : waiter.locks()) {
      if (yard.isCovered(waiter.holder(), lock)) {
        continue;
      }
      for (ReferenceYard.Held held : yard.grants) {
        if (stuck.contains(held.holder) && ReferenceYard.bars(held, waiter.holder(), lock)) {
          blockers.add(held.holder);
        }
      }
      for (ReferenceYard.Waiter other : yard.waiters) {
        if (stuck.contains(other.holder()) && ReferenceYard.isAhead(other, waiter, lock)) {
          blockers.add(other.holder());
        }
      }
      if (lock.mode() == LockMode.PERMITS) {
        addPermitHolders(lock, blockers);
      }
    }
    return blockers;
  }

  /** Its own permits too: nobody gives back while it waits. */
  private void addPermitHolders(LockRequest lock, List<ReferenceYard.Session> blockers) {
    int kept = 0;
    List<ReferenceYard.Session> holders = new ArrayList<>();
    for (ReferenceYard.Held held : yard.grants) {
      for (LockRequest own : held.locks) {
        if (own.permits() > 0
            && own.resource().equals(lock.resource())
            && stuck.contains(held.holder)) {
          kept += own.permits();
          holders.add(held.holder);
        }
      }
    }
    if (kept + lock.permits() > yard.capacities.getOrDefault(lock.resource().value(), 0)) {
      blockers.addAll(holders);
    }
  }
}
