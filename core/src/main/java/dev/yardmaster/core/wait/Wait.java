package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open wait of a holder.
 *
 * @param id issued when it began; waits that began later have greater ids
 * @param agent whose session must live for the wait to be worth anything
 * @param deadlineMillis state time at which it is given up; {@code Long.MAX_VALUE} for never
 */
public record Wait(
    FencingToken id,
    Holder holder,
    AgentId agent,
    long sinceMillis,
    long deadlineMillis,
    For what) {
  /** What is waited for. */
  public sealed interface For {}

  /**
   * A lock set, all or nothing.
   *
   * @param priority 0-100; served first when higher, and one more every 30 s (R52)
   * @param leaseMillis of the grant; 0 for as long as the holder
   * @param precedence 0, or where it stands among those that go before all others since a conflict
   *     was resolved so (R71); smaller goes first
   */
  public record Locks(List<LockRequest> locks, int priority, long leaseMillis, long precedence)
      implements For {
    public Locks {
      locks = LockRequest.set(locks);
    }

    public Locks(List<LockRequest> locks, int priority, long leaseMillis) {
      this(locks, priority, leaseMillis, 0);
    }

    public boolean isAdvanced() {
      return precedence != 0;
    }
  }

  /** The end of a task, however it ends. */
  public record TaskEnd(TaskId task) implements For {}

  /** The same wait for locks, before all that have no precedence or a later one. */
  Wait advanced(long precedence) {
    if (!(what instanceof Locks locks)) {
      throw new IllegalStateException("Expected wait %s to be for locks".formatted(id));
    }
    Locks first = new Locks(locks.locks, locks.priority, locks.leaseMillis, precedence);
    return new Wait(id, holder, agent, sinceMillis, deadlineMillis, first);
  }

  /**
   * The reply to a request that the holder sent: a message with the request's id as its correlation
   * id.
   *
   * @param to whom the request was sent
   * @param receivedBy the attempt that received the request; null while none did
   */
  public record Reply(MessageId request, AgentId to, Holder.@Nullable Attempt receivedBy)
      implements For {}

  /** The same wait once an attempt has received the request, or has given it back. */
  Wait receivedBy(Holder.@Nullable Attempt attempt) {
    return what instanceof Reply reply
        ? new Wait(
            id,
            holder,
            agent,
            sinceMillis,
            deadlineMillis,
            new Reply(reply.request, reply.to, attempt))
        : this;
  }

  long hash() {
    long h = Hashing.fold(7, id.value());
    h = Hashing.fold(h, holder.token().value());
    h =
        switch (holder) {
          case Holder.Attempt attempt -> Hashing.fold(h, attempt.task().value());
          case Holder.Session session -> Hashing.fold(Hashing.fold(h, 1), session.agent().value());
        };
    h = Hashing.fold(Hashing.fold(h, agent.value()), sinceMillis);
    h = Hashing.fold(h, deadlineMillis);
    switch (what) {
      case Locks locks -> {
        for (LockRequest lock : locks.locks) {
          h = Hashing.fold(Hashing.fold(h, lock.resource().value()), lock.mode());
          h = Hashing.fold(h, lock.permits());
        }
        h = Hashing.fold(Hashing.fold(h, locks.priority), locks.leaseMillis);
        h = Hashing.fold(h, locks.precedence);
      }
      case TaskEnd end -> h = Hashing.fold(Hashing.fold(h, 2), end.task.value());
      case Reply reply -> {
        h = Hashing.fold(Hashing.fold(h, 3), reply.request.value());
        h = Hashing.fold(h, reply.to.value());
        Holder.Attempt by = reply.receivedBy;
        h = by == null ? h : Hashing.fold(Hashing.fold(h, by.task().value()), by.token().value());
      }
    }
    return h;
  }
}
