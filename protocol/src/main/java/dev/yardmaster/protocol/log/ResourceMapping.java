package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.protocol.log.v1.ResourceProto;

/** Events and values of resources. */
public final class ResourceMapping {
  private ResourceMapping() {}

  static ResourceProto.ResourceEvent write(ResourceEvent event) {
    ResourceProto.ResourceEvent.Builder to = ResourceProto.ResourceEvent.newBuilder();
    switch (event) {
      case ResourceEvent.ResourceDeclared e -> {
        ResourceProto.ResourceDeclared.Builder declared = to.getDeclaredBuilder();
        declared.setResource(Strict.text(e.resource().value())).setCapacity(e.capacity());
        if (!e.refill().isNone()) {
          declared.setRefill(refill(e.refill()));
        }
      }
      case ResourceEvent.LocksAcquired e -> to.setLocksAcquired(acquired(e));
      case ResourceEvent.LocksExtended e ->
          to.getLocksExtendedBuilder().setToken(e.token().value()).setLeaseMillis(e.leaseMillis());
      case ResourceEvent.LockReleased e ->
          to.getLockReleasedBuilder()
              .setToken(e.token().value())
              .setCause(write(e.cause()))
              .setBy(Strict.text(e.by()));
      case ResourceEvent.LocksReleased e ->
          to.getLocksReleasedBuilder().setHolder(holder(e.holder()));
      case ResourceEvent.ResourceCharged e ->
          to.getChargedBuilder()
              .setResource(Strict.text(e.resource().value()))
              .setAmount(e.amount());
      case ResourceEvent.GrantRestored e ->
          to.getGrantRestoredBuilder()
              .setGrant(acquired(e.grant()))
              .setSinceMillis(e.sinceMillis())
              .setEndMillis(e.endMillis());
      case ResourceEvent.LevelRestored e ->
          to.getLevelRestoredBuilder()
              .setResource(Strict.text(e.resource().value()))
              .setLevel(e.level())
              .setAtMillis(e.atMillis());
    }
    return to.build();
  }

  static ResourceEvent read(ResourceProto.ResourceEvent from) {
    return switch (from.getKindCase()) {
      case DECLARED -> {
        ResourceProto.ResourceDeclared e = Strict.known(from.getDeclared());
        yield new ResourceEvent.ResourceDeclared(
            ResourceName.of(e.getResource()), e.getCapacity(), refill(e.getRefill()));
      }
      case LOCKS_ACQUIRED -> acquired(from.getLocksAcquired());
      case LOCKS_EXTENDED -> {
        ResourceProto.LocksExtended e = Strict.known(from.getLocksExtended());
        yield new ResourceEvent.LocksExtended(new FencingToken(e.getToken()), e.getLeaseMillis());
      }
      case LOCK_RELEASED -> {
        ResourceProto.LockReleased e = Strict.known(from.getLockReleased());
        yield new ResourceEvent.LockReleased(
            new FencingToken(e.getToken()), read(e.getCause()), e.getBy());
      }
      case LOCKS_RELEASED ->
          new ResourceEvent.LocksReleased(
              holder(Strict.known(from.getLocksReleased()).getHolder()));
      case CHARGED -> {
        ResourceProto.ResourceCharged e = Strict.known(from.getCharged());
        yield new ResourceEvent.ResourceCharged(ResourceName.of(e.getResource()), e.getAmount());
      }
      case GRANT_RESTORED -> {
        ResourceProto.GrantRestored e = Strict.known(from.getGrantRestored());
        yield new ResourceEvent.GrantRestored(
            acquired(e.getGrant()), e.getSinceMillis(), e.getEndMillis());
      }
      case LEVEL_RESTORED -> {
        ResourceProto.LevelRestored e = Strict.known(from.getLevelRestored());
        yield new ResourceEvent.LevelRestored(
            ResourceName.of(e.getResource()), e.getLevel(), e.getAtMillis());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static ResourceProto.Refill refill(Refill from) {
    return ResourceProto.Refill.newBuilder()
        .setAmount(from.amount())
        .setIntervalMillis(from.intervalMillis())
        .build();
  }

  public static Refill refill(ResourceProto.Refill from) {
    return new Refill(Strict.known(from).getAmount(), from.getIntervalMillis());
  }

  private static ResourceProto.LocksAcquired acquired(ResourceEvent.LocksAcquired from) {
    ResourceProto.LocksAcquired.Builder to =
        ResourceProto.LocksAcquired.newBuilder()
            .setHolder(holder(from.holder()))
            .setToken(from.token().value())
            .setLeaseMillis(from.leaseMillis());
    from.locks().forEach(lock -> to.addLocks(lock(lock)));
    if (from.waitId() != null) {
      to.setWaitId(from.waitId().value());
    }
    return to.build();
  }

  private static ResourceEvent.LocksAcquired acquired(ResourceProto.LocksAcquired from) {
    Strict.known(from);
    return new ResourceEvent.LocksAcquired(
        new FencingToken(from.getToken()),
        holder(from.getHolder()),
        from.getLocksList().stream().map(ResourceMapping::lock).toList(),
        from.getLeaseMillis(),
        from.hasWaitId() ? new FencingToken(from.getWaitId()) : null);
  }

  public static ResourceProto.ReleaseCause write(ReleaseCause from) {
    return switch (from) {
      case RELEASED -> ResourceProto.ReleaseCause.RELEASE_CAUSE_RELEASED;
      case EXPIRED -> ResourceProto.ReleaseCause.RELEASE_CAUSE_EXPIRED;
      case FORCED -> ResourceProto.ReleaseCause.RELEASE_CAUSE_FORCED;
    };
  }

  public static ReleaseCause read(ResourceProto.ReleaseCause from) {
    return switch (from) {
      case RELEASE_CAUSE_RELEASED -> ReleaseCause.RELEASED;
      case RELEASE_CAUSE_EXPIRED -> ReleaseCause.EXPIRED;
      case RELEASE_CAUSE_FORCED -> ReleaseCause.FORCED;
      case RELEASE_CAUSE_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("cause of a release", from);
    };
  }

  public static ResourceProto.Holder holder(Holder from) {
    ResourceProto.Holder.Builder to =
        ResourceProto.Holder.newBuilder().setToken(from.token().value());
    switch (from) {
      case Holder.Attempt h -> to.setTask(h.task().value());
      case Holder.Session h -> to.setAgent(h.agent().value());
    }
    return to.build();
  }

  public static Holder holder(ResourceProto.Holder from) {
    FencingToken token = new FencingToken(Strict.known(from).getToken());
    return switch (from.getKindCase()) {
      case TASK -> new Holder.Attempt(TaskId.of(from.getTask()), token);
      case AGENT -> new Holder.Session(AgentId.of(from.getAgent()), token);
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static ResourceProto.LockRequest lock(LockRequest from) {
    return ResourceProto.LockRequest.newBuilder()
        .setResource(Strict.text(from.resource().value()))
        .setMode(write(from.mode()))
        .setPermits(from.permits())
        .build();
  }

  public static LockRequest lock(ResourceProto.LockRequest from) {
    Strict.known(from);
    return new LockRequest(
        ResourceName.of(from.getResource()), read(from.getMode()), from.getPermits());
  }

  static ResourceProto.LockMode write(LockMode from) {
    return switch (from) {
      case EXCLUSIVE -> ResourceProto.LockMode.LOCK_MODE_EXCLUSIVE;
      case SHARED -> ResourceProto.LockMode.LOCK_MODE_SHARED;
      case PERMITS -> ResourceProto.LockMode.LOCK_MODE_PERMITS;
    };
  }

  static LockMode read(ResourceProto.LockMode from) {
    return switch (from) {
      case LOCK_MODE_EXCLUSIVE -> LockMode.EXCLUSIVE;
      case LOCK_MODE_SHARED -> LockMode.SHARED;
      case LOCK_MODE_PERMITS -> LockMode.PERMITS;
      case LOCK_MODE_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("lock mode", from);
    };
  }
}
