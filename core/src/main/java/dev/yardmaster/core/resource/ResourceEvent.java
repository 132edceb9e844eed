package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Event;
import java.util.List;

/** What happened to resources. */
public sealed interface ResourceEvent extends Event {
  /** Got a capacity, or another one; 0 withdraws it. */
  record ResourceDeclared(ResourceName resource, int capacity) implements ResourceEvent {}

  /** A whole set was taken by one holder, under its token. */
  record LocksAcquired(Holder holder, List<LockRequest> locks) implements ResourceEvent {
    public LocksAcquired {
      locks = List.copyOf(locks);
    }
  }

  /** Everything the holder held is free. */
  record LocksReleased(Holder holder) implements ResourceEvent {}
}
