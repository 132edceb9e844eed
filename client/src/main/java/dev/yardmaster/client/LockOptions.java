package dev.yardmaster.client;

import dev.yardmaster.core.wait.WaitCommand;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a lock is asked for.
 *
 * {@snippet file="LockExamplesTest.java" region="options"}
 *
 * @param timeout how long to wait; null for as long as it takes, zero to try only
 * @param priority 0-100, served first when higher; who waits gains one every 30 s
 * @param lease after which the lock is free unless extended, 1 s to 24 h; null for as long as the
 *     holder
 */
public record LockOptions(@Nullable Duration timeout, int priority, @Nullable Duration lease) {
  /** Waits as long as it takes, with priority 50, and holds as long as the holder lives. */
  public static final LockOptions DEFAULT = new LockOptions(null, 50, null);

  public LockOptions timeout(Duration value) {
    return new LockOptions(value, priority, lease);
  }

  public LockOptions priority(int value) {
    return new LockOptions(timeout, value, lease);
  }

  public LockOptions lease(Duration value) {
    return new LockOptions(timeout, priority, value);
  }

  long waitMillis() {
    return timeout == null ? WaitCommand.FOREVER : timeout.toMillis();
  }

  long leaseMillis() {
    return lease == null ? 0 : lease.toMillis();
  }
}
