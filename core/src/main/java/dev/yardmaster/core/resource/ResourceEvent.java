package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to resources. */
public sealed interface ResourceEvent extends Event {
  /** Got a capacity, or another one; 0 withdraws it. */
  record ResourceDeclared(ResourceName resource, int capacity, Refill refill)
      implements ResourceEvent {}

  /**
   * A whole set was taken by one holder, under a token.
   *
   * @param leaseMillis 0 when it lasts as long as the holder
   * @param waitId the wait that ends with it, or null
   */
  record LocksAcquired(
      FencingToken token,
      Holder holder,
      List<LockRequest> locks,
      long leaseMillis,
      @Nullable FencingToken waitId)
      implements ResourceEvent {
    public LocksAcquired {
      locks = List.copyOf(locks);
    }
  }

  /** The lease of a grant counts anew from now; 0 makes it last as long as the holder. */
  record LocksExtended(FencingToken token, long leaseMillis) implements ResourceEvent {}

  /** One grant is over, though its holder is not. */
  record LockReleased(FencingToken token, ReleaseCause cause, String by) implements ResourceEvent {}

  /** Everything the holder held is free, and what it waited for is off. */
  record LocksReleased(Holder holder) implements ResourceEvent {}

  /** So many permits of a rate or budget were used up; it may go below nothing. */
  record ResourceCharged(ResourceName resource, int amount) implements ResourceEvent {}

  /** Of a snapshot: a grant as it stood. */
  record GrantRestored(LocksAcquired grant, long sinceMillis, long endMillis)
      implements ResourceEvent {}

  /** Of a snapshot: what was left of a rate or budget at some state time. */
  record LevelRestored(ResourceName resource, long level, long atMillis) implements ResourceEvent {}
}
