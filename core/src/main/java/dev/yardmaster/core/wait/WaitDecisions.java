package dev.yardmaster.core.wait;

import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.MessageDecisions;
import dev.yardmaster.core.resource.Callers;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Resource;
import dev.yardmaster.core.resource.ResourceDecisions;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.task.TombstoneRestored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what may have to wait. */
public final class WaitDecisions {
  /** Most grants of one holder. */
  public static final int MAX_GRANTS_PER_HOLDER = 1_000;

  private static final long MAX_WAIT_MILLIS = 366L * 24 * 3_600_000;

  private final WaitTable waits;
  private final ResourceTable resources;
  private final TaskTable tasks;
  private final Callers callers;
  private final LockQueue queue;
  private final TaskEndWaits taskEnds;
  private final ReplyWaits replies;
  private final ReplyDecisions requests;
  private final DeadlockBreaker breaker;

  /** What decisions about waits look at. */
  public record Tables(
      WaitTable waits, ResourceTable resources, TaskTable tasks, AgentTable agents) {}

  /** Who waits for what, as the leader keeps it. */
  public record Indexes(LockQueue queue, TaskEndWaits taskEnds, ReplyWaits replies) {}

  public WaitDecisions(
      Tables tables,
      Callers callers,
      Indexes indexes,
      MessageDecisions messages,
      Deadlocks deadlocks,
      DeadlockBreaker.Preemption preemption) {
    this.waits = tables.waits();
    this.resources = tables.resources();
    this.tasks = tables.tasks();
    this.callers = callers;
    this.queue = indexes.queue();
    this.taskEnds = indexes.taskEnds();
    this.replies = indexes.replies();
    this.breaker = new DeadlockBreaker(waits, tables.agents(), deadlocks, preemption);
    this.requests = new ReplyDecisions(waits, callers, messages, breaker);
  }

  public Reply decide(WaitCommand command, Turn turn) {
    return switch (command) {
      case WaitCommand.AcquireLocks c -> acquire(c, turn);
      case WaitCommand.AwaitTask c -> await(c, turn);
      case WaitCommand.RequestReply c -> requests.decide(c, turn);
      case WaitCommand.EndWait c -> end(c, turn);
      case WaitCommand.SetDeadlockPolicy c -> {
        if (waits.policy() != c.policy()) {
          turn.emit(new WaitEvent.DeadlockPolicyChanged(c.policy()));
          breaker.recheck(turn);
        }
        yield turn.done();
      }
    };
  }

  private Reply acquire(WaitCommand.AcquireLocks command, Turn turn) {
    Refusal shape = checkShape(command);
    if (shape != null) {
      return Reply.refused(shape);
    }
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> acquire(command, speaks, turn);
    };
  }

  private static @Nullable Refusal checkShape(WaitCommand.AcquireLocks command) {
    if (command.locks().isEmpty()) {
      return Refusal.invalid("Expected at least one lock to acquire, got none");
    }
    if (command.priority() < 0 || command.priority() > 100) {
      return Refusal.invalid(
          "Expected a priority of 0 to 100, got %d".formatted(command.priority()));
    }
    Refusal wait = checkWait(command.waitMillis());
    return wait != null ? wait : ResourceDecisions.checkLease(command.leaseMillis());
  }

  static @Nullable Refusal checkWait(long waitMillis) {
    boolean legal =
        waitMillis == WaitCommand.FOREVER || (waitMillis >= 0 && waitMillis <= MAX_WAIT_MILLIS);
    return legal
        ? null
        : Refusal.invalid(
            "Expected a wait of 0 to %d ms, or without end, got %d"
                .formatted(MAX_WAIT_MILLIS, waitMillis));
  }

  private Reply acquire(WaitCommand.AcquireLocks command, Callers.Speaks speaks, Turn turn) {
    Holder holder = speaks.holder();
    Grant same = resources.sameGrant(holder, command.locks());
    if (same != null) {
      return new Reply.Granted(turn.position(), same.token(), same.leaseMillis());
    }
    for (Wait wait : waits.of(holder)) {
      if (wait.what() instanceof Wait.Locks locks && locks.locks().equals(command.locks())) {
        return new Reply.Waiting(turn.position(), wait.id());
      }
    }
    Refusal refusal = checkState(holder, command.locks());
    if (refusal == null) {
      refusal = checkLimits(holder, command.locks());
    }
    if (refusal != null) {
      return Reply.refused(refusal);
    }
    long now = turn.now().stateMillis();
    Wait wait =
        new Wait(
            turn.nextToken(),
            holder,
            speaks.agent().id(),
            now,
            deadline(now, command.waitMillis()),
            new Wait.Locks(command.locks(), command.priority(), command.leaseMillis()));
    LockWaiter waiter = LockQueue.candidate(wait, (Wait.Locks) wait.what());
    Object blocker = queue.blocker(waiter, now);
    if (blocker == null) {
      FencingToken token = turn.nextToken();
      turn.emit(
          new ResourceEvent.LocksAcquired(
              token, holder, command.locks(), command.leaseMillis(), null));
      breaker.resolve(holder, null, turn);
      return new Reply.Granted(turn.position(), token, command.leaseMillis());
    }
    if (command.waitMillis() == 0) {
      return Reply.refused(held(blocker, command.locks(), now));
    }
    return begin(wait, turn);
  }

  static long deadline(long now, long waitMillis) {
    return waitMillis == WaitCommand.FOREVER ? Long.MAX_VALUE : now + waitMillis;
  }

  private @Nullable Refusal checkState(Holder holder, List<LockRequest> locks) {
    for (LockRequest lock : locks) {
      LockRequest upgraded = resources.upgraded(holder, lock);
      if (upgraded != null) {
        return Refusal.failedPrecondition(
            "%s holds %s SHARED, which is never upgraded to %s of %s; release it first and acquire anew"
                .formatted(holder, upgraded.resource(), lock.mode(), lock.resource()));
      }
      Resource resource = resources.find(lock.resource());
      int capacity = resource == null ? 0 : resource.capacity();
      if (lock.mode() == LockMode.PERMITS && lock.permits() > capacity) {
        return Refusal.failedPrecondition(
            "Expected at most the capacity of %d permits of %s, got %d; declare more or ask for less"
                .formatted(capacity, lock.resource(), lock.permits()));
      }
    }
    return null;
  }

  private @Nullable Refusal checkLimits(Holder holder, List<LockRequest> locks) {
    if (resources.heldBy(holder).size() >= MAX_GRANTS_PER_HOLDER) {
      return Refusal.limit(
          "Expected %s to hold at most %d grants; release some, or lock a subtree"
              .formatted(holder, MAX_GRANTS_PER_HOLDER),
          0);
    }
    return resources.size() + locks.size() * 32 > ResourceTable.MAX_RESOURCES
        ? ResourceDecisions.full()
        : null;
  }

  private Reply begin(Wait wait, Turn turn) {
    Refusal full = waits.checkLimits(wait.holder());
    if (full != null) {
      return Reply.refused(full);
    }
    turn.emit(new WaitEvent.WaitBegan(wait));
    Refusal refusal = breaker.resolve(wait.holder(), wait, turn);
    return refusal == null
        ? new Reply.Waiting(turn.position(), wait.id())
        : new Reply.AnsweredNo(turn.position(), refusal);
  }

  private Reply await(WaitCommand.AwaitTask command, Turn turn) {
    Refusal shape = checkWait(command.waitMillis());
    if (shape != null) {
      return Reply.refused(shape);
    }
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> await(command, speaks, turn);
    };
  }

  private Reply await(WaitCommand.AwaitTask command, Callers.Speaks speaks, Turn turn) {
    Task task = tasks.find(command.task());
    TombstoneRestored stone = task == null ? tasks.tombstones().find(command.task()) : null;
    if (task == null && stone == null) {
      return Reply.refused(
          Refusal.notFound(
              "Expected task %s to exist; submit it before waiting for it"
                  .formatted(command.task())));
    }
    for (Wait wait : waits.of(speaks.holder())) {
      if (wait.what() instanceof Wait.TaskEnd end && end.task().equals(command.task())) {
        return new Reply.Waiting(turn.position(), wait.id());
      }
    }
    long now = turn.now().stateMillis();
    Wait wait =
        new Wait(
            turn.nextToken(),
            speaks.holder(),
            speaks.agent().id(),
            now,
            deadline(now, command.waitMillis()),
            new Wait.TaskEnd(command.task()));
    TaskState.Name over =
        stone != null
            ? stone.outcome()
            : task != null && task.state() instanceof TaskState.Ended ? task.state().name() : null;
    if (over == null) {
      return begin(wait, turn);
    }
    turn.emit(new WaitEvent.WaitBegan(wait));
    turn.emit(new WaitEvent.WaitEnded(wait.id(), new Outcome.TaskEnded(over)));
    return new Reply.Waiting(turn.position(), wait.id());
  }

  private Reply end(WaitCommand.EndWait command, Turn turn) {
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> {
        Wait wait = waits.find(command.waitId());
        if (wait == null) {
          yield turn.done();
        }
        if (!wait.holder().equals(speaks.holder())) {
          yield Reply.refused(
              Refusal.staleToken(
                  "Expected wait %s to be of %s, but it is of %s; end only your own"
                      .formatted(command.waitId(), speaks.holder(), wait.holder())));
        }
        turn.emit(new WaitEvent.WaitEnded(wait.id(), new Outcome.Withdrawn()));
        yield turn.done();
      }
    };
  }

  /** Ends the waits of a holder for locks; those for tasks and replies stay. */
  public void withdrawFromLocks(Holder holder, Turn turn) {
    for (Wait wait : List.copyOf(waits.of(holder))) {
      if (wait.what() instanceof Wait.Locks) {
        turn.emit(new WaitEvent.WaitEnded(wait.id(), new Outcome.Withdrawn()));
      }
    }
  }

  /** A wait began; told by the appliers. */
  public void began(Wait wait) {
    queue.began(wait);
    taskEnds.began(wait);
    replies.began(wait);
  }

  /** A wait goes before others; told by the appliers. */
  public void advanced(Wait wait) {
    queue.advanced(wait);
  }

  /** A wait is over; told by the appliers. */
  public void ended(Wait wait, Outcome outcome) {
    taskEnds.ended(wait);
    replies.ended(wait);
    queue.ended(wait, outcome instanceof Outcome.Granted granted ? granted.token() : null);
  }

  public boolean isPending() {
    return taskEnds.isPending() || replies.isPending() || queue.isPending();
  }

  /** After other commands: a grant, a task or a delivery may have closed a cycle too. */
  public void run(Turn turn) {
    taskEnds.run(turn);
    replies.run(turn);
    queue.run(turn);
    Holder entangled = turn.room() > 8 ? takeEntangled() : null;
    while (entangled != null) {
      breaker.resolve(entangled, null, turn);
      entangled = turn.room() > 8 ? takeEntangled() : null;
    }
    if (taskEnds.takeBeganAnew()) {
      breaker.recheck(turn);
    }
  }

  private @Nullable Holder takeEntangled() {
    Holder ofLocks = queue.takeEntangled();
    return ofLocks != null ? ofLocks : replies.takeEntangled();
  }

  private Refusal held(Object blocker, List<LockRequest> locks, long now) {
    String names = String.join(", ", locks.stream().map(l -> l.resource().value()).toList());
    String by = "a task that waits for it since before";
    if (blocker instanceof FencingToken token) {
      Grant grant = resources.grant(token);
      Wait wait = waits.find(token);
      if (grant != null) {
        by =
            "%s, for %d ms%s"
                .formatted(
                    grant.holder(),
                    now - grant.sinceMillis(),
                    grant.leaseMillis() == 0
                        ? " and as long as it lives"
                        : ", under a lease of %d ms".formatted(grant.leaseMillis()));
      } else if (wait != null) {
        by = "%s, which waits for it for %d ms".formatted(wait.holder(), now - wait.sinceMillis());
      }
    } else if (blocker instanceof String path && !path.startsWith("//")) {
      by = "others, so that too few permits of %s are left".formatted(path);
    }
    return new Refusal(
        RefusalCode.HELD,
        "Expected %s to be free, but it is taken by %s; wait for it, or try again later"
            .formatted(names, by),
        1_000);
  }
}
