package dev.yardmaster.client;

import dev.yardmaster.core.identity.Caller;
import java.util.List;

/**
 * Who takes locks, waits, sends messages and writes records: an agent's session, or one attempt of
 * a task. What an attempt holds is free when it ends, two attempts of one agent exclude each other.
 *
 * {@snippet file="AgentExamplesTest.java" region="attempt"}
 */
public sealed interface Actor permits AgentSession, TaskContext, GuardedActor {
  /** As whom its calls are made. */
  Caller caller();

  /**
   * The same, but what it sends and writes counts only while all these locks are held; afterwards
   * it is refused STALE_TOKEN and has no effect (R53).
   *
   * {@snippet file="LockExamplesTest.java" region="guard"}
   */
  default Actor ifHolds(Lock... locks) {
    return new GuardedActor(this, List.of(locks));
  }
}
