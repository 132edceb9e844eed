package dev.yardmaster.core.wait;

import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wait for locks as the queue sees it. Its place is fixed from the start: priority grows by one
 * every 30 s for everybody alike, so that who waits longer passes who came later (R52).
 */
final class LockWaiter {
  static final long AGING_MILLIS = 30_000;
  static final Comparator<LockWaiter> ORDER =
      Comparator.comparingLong((LockWaiter w) -> w.key).thenComparing(w -> w.wait.id());

  final Wait wait;
  final Wait.Locks locks;

  /** Smaller goes first. */
  final long key;

  /** The token of the wait or grant it is parked on, or a resource's path. */
  @Nullable Object parkedOn;

  LockWaiter(Wait wait, Wait.Locks locks) {
    this.wait = wait;
    this.locks = locks;
    this.key =
        locks.isAdvanced()
            ? Long.MIN_VALUE + locks.precedence()
            : wait.sinceMillis() - locks.priority() * AGING_MILLIS;
  }

  Holder holder() {
    return wait.holder();
  }

  /** Whether it goes before all that have no precedence, barriers of tasks included (R71). */
  boolean isAdvanced() {
    return locks.isAdvanced();
  }

  List<LockRequest> set() {
    return locks.locks();
  }
}
