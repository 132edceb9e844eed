package dev.yardmaster.client;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lock set that is held, until closed.
 *
 * {@snippet file="LockExamplesTest.java" region="lock"}
 *
 * <p>Usable from any thread.
 */
public final class Lock implements AutoCloseable {
  private final AgentLink link;
  private final Actor actor;
  private final FencingToken token;
  private final List<LockRequest> locks;
  private final CompletableFuture<ReleaseCause> lost;

  Lock(Actor actor, FencingToken token, List<LockRequest> locks) {
    this.link = AgentLink.of(actor);
    this.actor = actor;
    this.token = token;
    this.locks = List.copyOf(locks);
    this.lost = link.waits().loss(token);
  }

  /** The fencing token: greater than that of every earlier holder of any of these resources. */
  public FencingToken token() {
    return token;
  }

  public List<LockRequest> locks() {
    return locks;
  }

  /** Whether the lock is gone though it was not closed, as far as this process was told. */
  public boolean isLost() {
    return lost.isDone();
  }

  /** Completes when the lock is gone though it was not closed: expired, taken, session over. */
  public CompletionStage<ReleaseCause> lost() {
    return lost.minimalCompletionStage();
  }

  /**
   * Lets a lease of this length begin now.
   *
   * @throws CoordinationException STALE_TOKEN when the lock is gone
   */
  public void extend(Duration lease) {
    link.send(new ResourceCommand.ExtendLock(actor.caller(), token, lease.toMillis()));
  }

  /** Gives it back; once it is gone, does nothing. */
  @Override
  public void close() {
    link.waits().released(token);
    try {
      if (link.isLive()) {
        link.send(new ResourceCommand.ReleaseLock(actor.caller(), token));
      }
    } catch (CoordinationException e) {
      boolean gone = e.code() == RefusalCode.STALE_TOKEN || e.code() == RefusalCode.NOT_FOUND;
      if (!gone) {
        throw e;
      }
    }
  }

  @Override
  public String toString() {
    return "lock %s of %s%s".formatted(token, locks, isLost() ? " (lost)" : "");
  }
}
