package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Hashing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock set held by one holder under one token. Changed only by {@link ResourceApplier}.
 *
 * <p>Without a lease ({@code leaseMillis} 0) it lasts as long as its holder.
 */
public final class Grant {
  private final FencingToken token;
  private final Holder holder;
  private final List<LockRequest> locks;
  private final long sinceMillis;
  private final @Nullable FencingToken waitId;
  private long leaseMillis;
  private long endMillis;

  Grant(ResourceEvent.LocksAcquired event, long sinceMillis) {
    this.token = event.token();
    this.holder = event.holder();
    this.locks = event.locks();
    this.waitId = event.waitId();
    this.leaseMillis = event.leaseMillis();
    this.sinceMillis = sinceMillis;
    this.endMillis = leaseMillis == 0 ? Long.MAX_VALUE : sinceMillis + leaseMillis;
  }

  public FencingToken token() {
    return token;
  }

  public Holder holder() {
    return holder;
  }

  /** Its entries, by resource. */
  public List<LockRequest> locks() {
    return locks;
  }

  /** State time of the grant. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** The wait that ended in this grant, or null where it was given at once. */
  public @Nullable FencingToken waitId() {
    return waitId;
  }

  /** Length of the lease; 0 when it lasts as long as its holder. */
  public long leaseMillis() {
    return leaseMillis;
  }

  /** When the lease ends, by state time, unless extended; never before one lease of a leader. */
  public long endMillis(long leaderChangedMillis) {
    return leaseMillis == 0
        ? Long.MAX_VALUE
        : Math.max(endMillis, leaderChangedMillis + leaseMillis);
  }

  long endMillis() {
    return endMillis;
  }

  void extend(long lease, long end) {
    leaseMillis = lease;
    endMillis = end;
  }

  long hash() {
    long h = Hashing.fold(3, token.value());
    h =
        switch (holder) {
          case Holder.Attempt attempt -> Hashing.fold(h, attempt.task().value());
          case Holder.Session session -> Hashing.fold(Hashing.fold(h, 1), session.agent().value());
        };
    h = Hashing.fold(h, holder.token().value());
    for (LockRequest lock : locks) {
      h = Hashing.fold(h, lock.resource().value());
      h = Hashing.fold(h, lock.mode());
      h = Hashing.fold(h, lock.permits());
    }
    h = Hashing.fold(h, waitId == null ? 0 : waitId.value());
    h = Hashing.fold(h, sinceMillis);
    return Hashing.fold(Hashing.fold(h, leaseMillis), endMillis);
  }
}
