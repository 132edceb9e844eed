package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.resource.LockRequest;
import java.util.List;

/** What can be asked that may have to wait; answered at once all the same (R5). */
public sealed interface WaitCommand extends Command {
  /** A wait that ends only with its holder. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Takes a lock set, all or nothing. Answered granted, waiting, HELD where it must not wait, or
   * DEADLOCK. Asking for the same set again answers with the same grant or wait.
   *
   * @param waitMillis 0 to try only; {@link #FOREVER} for no limit
   * @param leaseMillis 0 for as long as the holder
   */
  record AcquireLocks(
      Caller caller, List<LockRequest> locks, int priority, long waitMillis, long leaseMillis)
      implements WaitCommand {
    public AcquireLocks {
      locks = LockRequest.set(locks);
    }
  }

  /** Waits for the end of a task; meanwhile the caller's own slot is free. */
  record AwaitTask(Caller caller, TaskId task, long waitMillis) implements WaitCommand {}

  /**
   * Sends a request and waits for the reply to it, in one step: a wait that would never end is
   * refused DEADLOCK, and the request is not sent. Asking for the same again while it waits answers
   * with the same wait.
   *
   * @param envelope its correlation id must be that of the message, and the reply must go to the
   *     caller's agent
   * @param waitMillis at least 1; {@link #FOREVER} for no limit
   */
  record RequestReply(Caller caller, MessageId id, AgentId to, Envelope envelope, long waitMillis)
      implements WaitCommand {}

  /** Gives up a wait; one that was granted meanwhile stays granted. */
  record EndWait(Caller caller, FencingToken waitId) implements WaitCommand {}

  /** What is done about deadlocks from now on. */
  record SetDeadlockPolicy(DeadlockPolicy policy) implements WaitCommand {}
}
