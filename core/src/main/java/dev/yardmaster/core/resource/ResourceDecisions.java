package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides resource commands. */
public final class ResourceDecisions {
  public static final long MIN_LEASE_MILLIS = 1_000;
  public static final long MAX_LEASE_MILLIS = 24L * 3_600_000;

  private final ResourceTable resources;
  private final Callers callers;
  private final LockWaits waits;

  /** The waits for locks. */
  @FunctionalInterface
  public interface LockWaits {
    /** Ends those of a holder without a grant. */
    void withdraw(Holder holder, Turn turn);
  }

  public ResourceDecisions(ResourceTable resources, Callers callers, LockWaits waits) {
    this.resources = resources;
    this.callers = callers;
    this.waits = waits;
  }

  public Reply decide(ResourceCommand command, Turn turn) {
    return switch (command) {
      case ResourceCommand.DeclareResource c -> declare(c, turn);
      case ResourceCommand.ReleaseLock c -> release(c, turn);
      case ResourceCommand.ReleaseAll c -> releaseAll(c, turn);
      case ResourceCommand.ExtendLock c -> extend(c, turn);
      case ResourceCommand.ForceRelease c -> forceRelease(c, turn);
      case ResourceCommand.Charge c -> charge(c, turn);
    };
  }

  private Reply declare(ResourceCommand.DeclareResource command, Turn turn) {
    if (command.capacity() < 0 || command.capacity() > LockRequest.MAX_PERMITS) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a capacity of 0 to %d for %s, got %d"
                  .formatted(LockRequest.MAX_PERMITS, command.resource(), command.capacity())));
    }
    if (command.resource().isSubtree()) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a plain resource name, got subtree %s; declare capacity on one resource"
                  .formatted(command.resource())));
    }
    if (command.capacity() == 0 && !command.refill().isNone()) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a capacity for %s to refill up to, got 0".formatted(command.resource())));
    }
    Resource known = resources.find(command.resource());
    int before = known == null ? 0 : known.capacity();
    Refill refillBefore = known == null ? Refill.NONE : known.refill();
    if (before == command.capacity() && refillBefore.equals(command.refill())) {
      return turn.done();
    }
    if (known != null && known.permitsInUse() > command.capacity()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected a capacity of at least the %d permits of %s in use, got %d; wait or drain"
                  .formatted(known.permitsInUse(), command.resource(), command.capacity())));
    }
    boolean otherKind = refillBefore.isNone() != command.refill().isNone();
    if (known != null && otherKind && !known.permitHolds().isEmpty()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected nobody to hold permits of %s while it begins or ceases to refill; wait or drain"
                  .formatted(command.resource())));
    }
    if (known == null && resources.size() >= ResourceTable.MAX_RESOURCES) {
      return Reply.refused(full());
    }
    turn.emit(
        new ResourceEvent.ResourceDeclared(
            command.resource(), command.capacity(), command.refill()));
    return turn.done();
  }

  /** The refusal of whoever would need one more resource than there may be. */
  public static Refusal full() {
    return Refusal.limit(
        "Expected at most %d resources in use; release or withdraw some"
            .formatted(ResourceTable.MAX_RESOURCES),
        1_000);
  }

  private Reply release(ResourceCommand.ReleaseLock command, Turn turn) {
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> {
        Refusal refusal = notReleasable(speaks.holder(), command.token());
        if (refusal != null) {
          yield Reply.refused(refusal);
        }
        turn.emit(new ResourceEvent.LockReleased(command.token(), ReleaseCause.RELEASED, ""));
        yield turn.done();
      }
    };
  }

  private Reply releaseAll(ResourceCommand.ReleaseAll command, Turn turn) {
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> {
        waits.withdraw(speaks.holder(), turn);
        for (Grant grant : List.copyOf(resources.heldBy(speaks.holder()))) {
          if (!grant.token().equals(speaks.holder().token())) {
            turn.emit(new ResourceEvent.LockReleased(grant.token(), ReleaseCause.RELEASED, ""));
          }
        }
        yield turn.done();
      }
    };
  }

  private Reply extend(ResourceCommand.ExtendLock command, Turn turn) {
    Refusal refusal = checkLease(command.leaseMillis());
    if (refusal != null) {
      return Reply.refused(refusal);
    }
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> {
        Refusal refused = notReleasable(speaks.holder(), command.token());
        if (refused != null) {
          yield Reply.refused(refused);
        }
        turn.emit(new ResourceEvent.LocksExtended(command.token(), command.leaseMillis()));
        yield turn.done();
      }
    };
  }

  /** Whether a lease is none, or within its bounds. */
  public static @Nullable Refusal checkLease(long leaseMillis) {
    boolean legal =
        leaseMillis == 0 || (leaseMillis >= MIN_LEASE_MILLIS && leaseMillis <= MAX_LEASE_MILLIS);
    return legal
        ? null
        : Refusal.invalid(
            "Expected a lease of %d to %d ms, or 0 for as long as the holder, got %d"
                .formatted(MIN_LEASE_MILLIS, MAX_LEASE_MILLIS, leaseMillis));
  }

  private Reply forceRelease(ResourceCommand.ForceRelease command, Turn turn) {
    Grant grant = resources.grant(command.token());
    if (grant == null) {
      return Reply.refused(
          Refusal.notFound(
              "Expected a grant under token %s; it is over, nothing is to be done"
                  .formatted(command.token())));
    }
    if (grant.token().equals(grant.holder().token())) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "The lock set of %s goes with its attempt; cancel the task instead"
                  .formatted(grant.holder())));
    }
    turn.emit(new ResourceEvent.LockReleased(command.token(), ReleaseCause.FORCED, command.by()));
    return turn.done();
  }

  private Reply charge(ResourceCommand.Charge command, Turn turn) {
    if (command.amount() < 1 || command.amount() > LockRequest.MAX_PERMITS) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a charge of 1 to %d, got %d"
                  .formatted(LockRequest.MAX_PERMITS, command.amount())));
    }
    Caller caller = command.caller();
    if (callers.resolve(caller, turn) instanceof Callers.Stale stale) {
      return Reply.refused(stale.refusal());
    }
    Resource resource = resources.find(command.resource());
    if (resource == null || resource.refill().isNone() || command.resource().isSubtree()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected %s to be a rate or budget; declare it with a capacity and a refill"
                  .formatted(command.resource())));
    }
    if (resource.permitsLeft(turn.now().stateMillis()) < -LockRequest.MAX_PERMITS) {
      return Reply.refused(
          Refusal.limit(
              "%s is overdrawn by more than %d; wait until it has refilled"
                  .formatted(command.resource(), LockRequest.MAX_PERMITS),
              resource.refill().intervalMillis()));
    }
    turn.emit(new ResourceEvent.ResourceCharged(command.resource(), command.amount()));
    return turn.done();
  }

  /** Whether the holder may not give the grant back, or extend it. */
  private @Nullable Refusal notReleasable(Holder holder, FencingToken token) {
    Grant grant = resources.grant(token);
    if (grant != null && grant.holder().equals(holder)) {
      return token.equals(holder.token())
          ? Refusal.failedPrecondition(
              "The lock set of %s is its own until the attempt ends; complete or fail it"
                  .formatted(holder))
          : null;
    }
    return Refusal.staleToken(
        grant == null
            ? "Expected %s to hold a lock under token %s, but that grant is over; acquire it again"
                .formatted(holder, token)
            : "Expected %s to hold the lock under token %s, but %s does; release only your own"
                .formatted(holder, token, grant.holder()));
  }
}
