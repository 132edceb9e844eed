package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who holds which locks, from events alone; any pair that must not be together throws. */
final class ReferenceLocks {
  private final Map<Holder, List<LockRequest>> held = new HashMap<>();
  private final Map<ResourceName, Integer> capacities = new HashMap<>();

  void apply(ResourceEvent event) {
    switch (event) {
      case ResourceEvent.ResourceDeclared e -> {
        capacities.put(e.resource(), e.capacity());
        check(e.resource());
      }
      case ResourceEvent.LocksAcquired e -> {
        ReferenceTasks.expect(held.put(e.holder(), e.locks()) == null, "S7: taken once", e);
        e.locks().forEach(lock -> check(lock.resource()));
      }
      case ResourceEvent.LocksReleased e ->
          ReferenceTasks.expect(held.remove(e.holder()) != null, "S7: freed once", e);
    }
  }

  private void check(ResourceName resource) {
    List<LockRequest> on =
        held.values().stream()
            .flatMap(Collection::stream)
            .filter(lock -> lock.resource().equals(resource))
            .toList();
    boolean alone = on.stream().noneMatch(l -> l.mode() == LockMode.EXCLUSIVE) || on.size() == 1;
    boolean unmixed = on.stream().map(LockRequest::mode).distinct().count() <= 1;
    int permits = on.stream().mapToInt(LockRequest::permits).sum();
    boolean within = permits <= capacities.getOrDefault(resource, 0);
    ReferenceTasks.expect(alone && unmixed && within, "S7: no two that exclude each other", on);
  }

  static boolean holds(ReferenceTasks.Entry entry) {
    return !entry.retired && entry.isHeld() && !entry.spec.requirements().locks().isEmpty();
  }

  void checkHolder(ReferenceTasks.Entry entry) {
    if (holds(entry)) {
      List<LockRequest> locks = held.get(new Holder.Attempt(entry.spec.id(), entry.epoch));
      ReferenceTasks.expect(
          entry.spec.requirements().locks().equals(locks),
          "S16: held with its lock set",
          entry.spec.id());
    }
  }

  void checkCount(int holders) {
    ReferenceTasks.expect(held.size() == holders, "S7: only attempts hold, not", held.keySet());
  }
}
