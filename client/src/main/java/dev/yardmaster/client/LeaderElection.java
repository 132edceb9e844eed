package dev.yardmaster.client;

import dev.yardmaster.core.resource.LockRequest;

/**
 * One of the candidates leads, until it resigns or its session ends; then the next one does.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="election"}
 *
 * <p>The lead is a lock, whose fencing token rises with every leader: a former leader that was
 * paused and wakes holds a lower one, and what it does under {@link Actor#ifHolds} is refused. The
 * input is the candidate's priority, 0-100.
 */
public final class LeaderElection implements CoordinationProtocol<Integer, Lock> {
  @Override
  public String name() {
    return "leader-election";
  }

  /** Waits until this candidate leads; closing the lock resigns. */
  @Override
  public Lock play(ProtocolRun run, Integer priority) {
    return run.manager()
        .resources()
        .acquire(
            run.actor(),
            LockOptions.DEFAULT.timeout(run.left()).priority(priority),
            LockRequest.exclusive("protocol/" + name() + "/" + run.instance()));
  }
}
