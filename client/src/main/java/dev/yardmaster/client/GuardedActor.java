package dev.yardmaster.client;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.List;

/** Somebody whose writes count only while locks are held. */
record GuardedActor(Actor inner, List<Lock> locks) implements Actor {
  @Override
  public Caller caller() {
    return inner.caller();
  }

  /** The command under the guards. */
  Command guarded(Command command) {
    List<Guard> guards =
        locks.stream()
            .flatMap(lock ->
                lock.locks().stream().map(request -> new Guard(request.resource(), lock.token())))
            .toList();
    return new WorkspaceCommand.Guarded(guards, command);
  }
}
