package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Resource;
import dev.yardmaster.core.resource.ResourceTable;
import java.util.ArrayList;
import java.util.List;

/** All that stands between a lock set and its grant: each of it must go, but see shortages. */
public final class Blocking {
  /** A conflicting wait that is served before. */
  public record ByWait(LockRequest lock, Wait ahead) {}

  /** A conflicting grant. */
  public record ByGrant(LockRequest lock, Grant grant) {}

  /** A task whose barrier keeps the entry. */
  public record ByBarrier(LockRequest lock, TaskId task) {}

  /** Too few permits are left; enough of these grants must go, not all. */
  public record Shortage(LockRequest lock, long left, List<Grant> grants) {}

  private final List<ByWait> waits = new ArrayList<>();
  private final List<ByGrant> grants = new ArrayList<>();
  private final List<ByBarrier> barriers = new ArrayList<>();
  private final List<Shortage> shortages = new ArrayList<>();

  Blocking() {}

  public List<ByWait> waits() {
    return waits;
  }

  public List<ByGrant> grants() {
    return grants;
  }

  public List<ByBarrier> barriers() {
    return barriers;
  }

  public List<Shortage> shortages() {
    return shortages;
  }

  void wait(LockRequest lock, Wait wait) {
    waits.add(new ByWait(lock, wait));
  }

  void grants(LockRequest lock, List<Grant> found) {
    found.forEach(grant -> grants.add(new ByGrant(lock, grant)));
  }

  void barrier(LockRequest lock, TaskId task) {
    barriers.add(new ByBarrier(lock, task));
  }

  /** What refills by itself is nobody's to give back, and makes no edge (R54). */
  void shortage(LockRequest lock, ResourceTable resources) {
    Resource resource = resources.find(lock.resource());
    if (lock.mode() != LockMode.PERMITS || resource == null || !resource.refill().isNone()) {
      return;
    }
    long left = (long) resource.capacity() - resource.permitsInUse();
    if (left < lock.permits()) {
      List<Grant> of =
          resource.grants().stream()
              .filter(g ->
                  g.locks().stream()
                      .anyMatch(l ->
                          l.mode() == LockMode.PERMITS && l.resource().equals(lock.resource())))
              .toList();
      shortages.add(new Shortage(lock, left, of));
    }
  }
}
