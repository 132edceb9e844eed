package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.protocol.log.v1.ResourceProto;

/** Events and values of resources. */
final class ResourceMapping {
  private ResourceMapping() {}

  static ResourceProto.ResourceEvent write(ResourceEvent event) {
    ResourceProto.ResourceEvent.Builder to = ResourceProto.ResourceEvent.newBuilder();
    switch (event) {
      case ResourceEvent.ResourceDeclared e ->
          to.getDeclaredBuilder()
              .setResource(Strict.text(e.resource().value()))
              .setCapacity(e.capacity());
      case ResourceEvent.LocksAcquired e -> {
        ResourceProto.LocksAcquired.Builder acquired = to.getLocksAcquiredBuilder();
        acquired.setHolder(holder(e.holder()));
        e.locks().forEach(lock -> acquired.addLocks(lock(lock)));
      }
      case ResourceEvent.LocksReleased e ->
          to.getLocksReleasedBuilder().setHolder(holder(e.holder()));
    }
    return to.build();
  }

  static ResourceEvent read(ResourceProto.ResourceEvent from) {
    return switch (from.getKindCase()) {
      case DECLARED -> {
        ResourceProto.ResourceDeclared e = Strict.known(from.getDeclared());
        yield new ResourceEvent.ResourceDeclared(ResourceName.of(e.getResource()), e.getCapacity());
      }
      case LOCKS_ACQUIRED -> {
        ResourceProto.LocksAcquired e = Strict.known(from.getLocksAcquired());
        yield new ResourceEvent.LocksAcquired(
            holder(e.getHolder()), e.getLocksList().stream().map(ResourceMapping::lock).toList());
      }
      case LOCKS_RELEASED ->
          new ResourceEvent.LocksReleased(
              holder(Strict.known(from.getLocksReleased()).getHolder()));
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static ResourceProto.Holder holder(Holder from) {
    ResourceProto.Holder.Builder to =
        ResourceProto.Holder.newBuilder().setToken(from.token().value());
    switch (from) {
      case Holder.Attempt h -> to.setTask(h.task().value());
      case Holder.Session h -> to.setAgent(h.agent().value());
    }
    return to.build();
  }

  private static Holder holder(ResourceProto.Holder from) {
    FencingToken token = new FencingToken(Strict.known(from).getToken());
    return switch (from.getKindCase()) {
      case TASK -> new Holder.Attempt(TaskId.of(from.getTask()), token);
      case AGENT -> new Holder.Session(AgentId.of(from.getAgent()), token);
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  static ResourceProto.LockRequest lock(LockRequest from) {
    return ResourceProto.LockRequest.newBuilder()
        .setResource(Strict.text(from.resource().value()))
        .setMode(write(from.mode()))
        .setPermits(from.permits())
        .build();
  }

  static LockRequest lock(ResourceProto.LockRequest from) {
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
