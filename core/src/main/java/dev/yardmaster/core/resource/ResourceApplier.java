package dev.yardmaster.core.resource;

import dev.yardmaster.core.machine.Stamp;

/** Applies resource events to the table; decides nothing. */
public final class ResourceApplier {
  private final ResourceTable table;
  private ResourceObserver observer = ResourceObserver.NONE;

  public ResourceApplier(ResourceTable table) {
    this.table = table;
  }

  public void observe(ResourceObserver value) {
    observer = value;
  }

  public void apply(ResourceEvent event, Stamp stamp) {
    long now = stamp.stateMillis();
    switch (event) {
      case ResourceEvent.ResourceDeclared e -> {
        table.declare(e.resource(), e.capacity(), e.refill(), now);
        observer.changed(e.resource());
      }
      case ResourceEvent.LocksAcquired e -> {
        Grant grant = new Grant(e, now);
        checkAdmitted(grant, now);
        table.acquire(grant, now);
        observer.granted(grant);
      }
      case ResourceEvent.LocksExtended e -> {
        long end = e.leaseMillis() == 0 ? Long.MAX_VALUE : now + e.leaseMillis();
        table.extend(e.token(), e.leaseMillis(), end);
        Grant grant = table.grant(e.token());
        if (grant != null) {
          observer.granted(grant);
        }
      }
      case ResourceEvent.LockReleased e -> observer.freed(table.release(e.token()));
      case ResourceEvent.LocksReleased e -> table.releaseAll(e.holder()).forEach(observer::freed);
      case ResourceEvent.ResourceCharged e -> table.charge(e.resource(), e.amount(), now);
      case ResourceEvent.GrantRestored e -> {
        Grant grant = new Grant(e.grant(), e.sinceMillis());
        grant.extend(e.grant().leaseMillis(), e.endMillis());
        table.acquire(grant, now);
      }
      case ResourceEvent.LevelRestored e -> table.level(e.resource(), e.level(), e.atMillis());
    }
  }

  /** S7 holds whatever was decided: an event that breaks it is a bug and stops this node. */
  private void checkAdmitted(Grant grant, long now) {
    for (LockRequest lock : grant.locks()) {
      if (!table.admits(grant.holder(), lock, now)) {
        throw new IllegalStateException(
            "S7: expected %s to be free for %s, but %s stands beside it"
                .formatted(lock, grant.holder(), table.conflicts(grant.holder(), lock)));
      }
    }
  }
}
