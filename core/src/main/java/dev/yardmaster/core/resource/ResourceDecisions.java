package dev.yardmaster.core.resource;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;

/** Decides resource commands. */
public final class ResourceDecisions {
  private final ResourceTable resources;

  public ResourceDecisions(ResourceTable resources) {
    this.resources = resources;
  }

  public Reply decide(ResourceCommand command, Turn turn) {
    return switch (command) {
      case ResourceCommand.DeclareResource declare -> declare(declare, turn);
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
    Resource known = resources.find(command.resource());
    int before = known == null ? 0 : known.capacity();
    if (before == command.capacity()) {
      return turn.done();
    }
    if (known != null && known.permitsInUse() > command.capacity()) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected a capacity of at least the %d permits of %s in use, got %d; wait or drain"
                  .formatted(known.permitsInUse(), command.resource(), command.capacity())));
    }
    if (known == null && resources.size() >= ResourceTable.MAX_RESOURCES) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d resources in use; withdraw some"
                  .formatted(ResourceTable.MAX_RESOURCES),
              0));
    }
    turn.emit(new ResourceEvent.ResourceDeclared(command.resource(), command.capacity()));
    return turn.done();
  }
}
