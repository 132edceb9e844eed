package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who holds which locks and waits for which, from events alone; any pair that must not be together
 * throws. Plain and slow on purpose: every grant is compared with every other.
 */
final class ReferenceLocks {
  private record Held(FencingToken token, Holder holder, List<LockRequest> locks) {}

  private final Map<FencingToken, Held> grants = new LinkedHashMap<>();
  private final Map<FencingToken, Wait> waits = new LinkedHashMap<>();
  private final Map<String, Integer> capacities = new HashMap<>();
  private final Map<String, Boolean> refilling = new HashMap<>();
  private final Set<Holder> awaiting = new HashSet<>();
  private long newest;

  void apply(ResourceEvent event) {
    switch (event) {
      case ResourceEvent.ResourceDeclared e -> {
        capacities.put(e.resource().value(), e.capacity());
        refilling.put(e.resource().value(), !e.refill().isNone());
        checkPermits(e.resource().value());
      }
      case ResourceEvent.LocksAcquired e -> {
        ReferenceTasks.expect(e.token().value() > newest, "S8: tokens rise", e);
        newest = e.token().value();
        Held held = new Held(e.token(), e.holder(), e.locks());
        grants.values().forEach(other -> checkApart(held, other));
        grants.put(e.token(), held);
        e.locks().forEach(lock -> checkPermits(lock.resource().value()));
      }
      case ResourceEvent.LockReleased e ->
          ReferenceTasks.expect(grants.remove(e.token()) != null, "S7: freed once", e);
      case ResourceEvent.LocksReleased e -> {
        grants.values().removeIf(held -> held.holder.equals(e.holder()));
        waits.values().removeIf(wait -> wait.holder().equals(e.holder()));
      }
      case ResourceEvent.LocksExtended e ->
          ReferenceTasks.expect(grants.containsKey(e.token()), "S9: extended while held", e);
      case ResourceEvent.ResourceCharged e ->
          ReferenceTasks.expect(
              refilling.getOrDefault(e.resource().value(), false), "R50: charged a rate", e);
      case ResourceEvent.GrantRestored e -> throw new AssertionError("Only of snapshots: " + e);
      case ResourceEvent.LevelRestored e -> throw new AssertionError("Only of snapshots: " + e);
    }
  }

  void apply(WaitEvent event) {
    switch (event) {
      case WaitEvent.WaitBegan e -> {
        ReferenceTasks.expect(waits.put(e.begun().id(), e.begun()) == null, "R52: begun once", e);
        if (e.begun().what() instanceof Wait.TaskEnd) {
          awaiting.add(e.begun().holder());
        }
      }
      case WaitEvent.WaitEnded e ->
          ReferenceTasks.expect(waits.remove(e.waitId()) != null, "R52: ended once", e);
      case WaitEvent.WaitAdvanced e ->
          ReferenceTasks.expect(waits.containsKey(e.waitId()), "R71: an open wait advances", e);
      case WaitEvent.DeadlockDetected e ->
          ReferenceTasks.expect(waits.containsKey(e.victim()), "S11: the victim waits", e);
      case WaitEvent.DeadlockPolicyChanged e -> {}
      case WaitEvent.AwaitedRestored e -> throw new AssertionError("Only of snapshots: " + e);
      case WaitEvent.EndedWaitRestored e -> throw new AssertionError("Only of snapshots: " + e);
    }
  }

  private static void checkApart(Held a, Held b) {
    for (LockRequest mine : a.locks) {
      for (LockRequest other : b.locks) {
        boolean meet = meet(mine.resource().value(), other.resource().value());
        boolean alike = mine.mode() == other.mode() && mine.mode() != LockMode.EXCLUSIVE;
        ReferenceTasks.expect(
            !meet || alike || a.holder.equals(b.holder),
            "S7: no two that exclude each other",
            a + " and " + b);
      }
    }
  }

  /** Whether a name with or without {@code /**} locks something that the other does. */
  static boolean meet(String a, String b) {
    return a.equals(b) || isWithin(a, b) || isWithin(b, a);
  }

  private static boolean isWithin(String name, String subtree) {
    if (!subtree.endsWith("/**")) {
      return false;
    }
    String top = subtree.substring(0, subtree.length() - 2);
    return (name + "/").startsWith(top);
  }

  private void checkPermits(String resource) {
    int permits = 0;
    for (Held held : grants.values()) {
      for (LockRequest lock : held.locks) {
        permits += lock.resource().value().equals(resource) ? lock.permits() : 0;
      }
    }
    ReferenceTasks.expect(
        permits <= capacities.getOrDefault(resource, 0) || refilling.getOrDefault(resource, false),
        "S7: permits within the capacity",
        resource);
  }

  void checkHolder(ReferenceTasks.Entry entry) {
    if (!entry.retired && entry.isHeld() && !entry.spec.requirements().locks().isEmpty()) {
      Held held = grants.get(entry.epoch);
      ReferenceTasks.expect(
          held != null && entry.spec.requirements().locks().equals(held.locks),
          "S16: held with its lock set",
          entry.spec.id());
    }
  }

  /** Whether the attempt has waited for a task, and so may run beyond its agent's slots (R54). */
  boolean hasAwaited(ReferenceTasks.Entry entry) {
    return awaiting.contains(new Holder.Attempt(entry.spec.id(), entry.epoch));
  }

  /** Holders of locks and waits, each to be checked for being alive. */
  List<Holder> holders() {
    List<Holder> holders = new ArrayList<>();
    grants.values().forEach(held -> holders.add(held.holder));
    waits.values().forEach(wait -> holders.add(wait.holder()));
    return holders;
  }
}
