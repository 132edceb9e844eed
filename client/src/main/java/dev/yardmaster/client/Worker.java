package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.protocol.connection.AgentPush;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent in this process: takes the tasks it is given, starts as many at once as its profile
 * says, beats for them, and reports how they ended.
 *
 * {@snippet file="AgentExamplesTest.java" region="worker"}
 *
 * <p>Each attempt runs on a virtual thread. {@link #close} drains; {@link #abandon} lets go at
 * once.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Open demand stated at a time; how much is held at once is bounded by the profile's slots. */
  private static final int DEMAND = 2 * AgentProfile.Slots.MAX;

  private static final Duration ABANDON_WAIT = Duration.ofSeconds(10);
  private static final Duration REPORT_PAUSE = Duration.ofMillis(100);

  private enum Mode {
    WORKING,
    DRAINING,
    OVER
  }

  private final AgentLink link;
  private final TaskHandler handler;
  private final Inbox inbox = new Inbox();

  /** Whether the session was joined for this worker, and ends with it. */
  private final boolean leaves;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<TaskContext> queued = new ArrayDeque<>();
  private final Map<TaskId, TaskContext> running = new HashMap<>();
  private Mode mode = Mode.WORKING;

  private Worker(AgentLink link, TaskHandler handler, boolean leaves) {
    this.link = link;
    this.handler = handler;
    this.leaves = leaves;
  }

  static Worker start(AgentLink link, TaskHandler handler, boolean leaves) {
    Worker worker = new Worker(link, handler, leaves);
    link.work(worker.inbox, DEMAND);
    return worker;
  }

  public AgentId agent() {
    return link.agent();
  }

  public FencingToken session() {
    return link.session();
  }

  /** Attempts running now. */
  public int running() {
    lock.lock();
    try {
      return running.size();
    } finally {
      lock.unlock();
    }
  }

  private Mode mode() {
    lock.lock();
    try {
      return mode;
    } finally {
      lock.unlock();
    }
  }

  /** What the worker is told. */
  private final class Inbox implements AgentLink.Work {
    @Override
    public void assigned(AgentPush.Assigned push) {
      take(new TaskContext(push.spec(), push.epoch(), push.attempt(), link));
    }

    @Override
    public void cancelled(AgentPush.Cancelled push) {
      cancel(push.task(), push.epoch());
    }

    @Override
    public void revoked(AgentPush.Revoked push) {
      revoke(push.task(), push.epoch());
    }

    @Override
    public void ended(SessionEnd cause) {
      over();
    }
  }

  private void take(TaskContext context) {
    lock.lock();
    try {
      if (mode == Mode.WORKING) {
        queued.addLast(context);
        startQueued();
      } else {
        giveBack(context);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Starts what has a slot; the lock is held. */
  private void startQueued() {
    while (mode == Mode.WORKING
        && !queued.isEmpty()
        && running.size() < link.profile().slots().maxConcurrentTasks()) {
      TaskContext context = queued.removeFirst();
      running.put(context.spec().id(), context);
      Thread.ofVirtual()
          .name("yardmaster-" + link.agent() + "-" + context.spec().id())
          .start(() -> attempt(context));
    }
  }

  private void giveBack(TaskContext context) {
    link.giveBack(context.spec().id(), context.epoch());
  }

  private void attempt(TaskContext context) {
    try {
      TaskId task = context.spec().id();
      RefusalCode refused = report(context, new TaskCommand.StartTask(task, context.epoch()));
      if (refused == null) {
        finish(context, run(context));
      } else if (refused != RefusalCode.STALE_TOKEN && refused != RefusalCode.NOT_FOUND) {
        report(context, new TaskCommand.ReturnTask(task, context.epoch()));
      }
    } finally {
      lock.lock();
      try {
        running.remove(context.spec().id(), context);
        startQueued();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private Outcome run(TaskContext context) {
    long heartbeat = context.spec().limits().timeouts().heartbeatMillis();
    Thread beats = heartbeat == 0 ? null : beat(context, heartbeat);
    context.runsOn(Thread.currentThread());
    try {
      return handler.run(context);
    } catch (InterruptedException e) {
      return Outcome.failure("interrupted", "the attempt was interrupted");
    } catch (Exception e) {
      LOG.debug("Attempt of {} failed", context.spec().id(), e);
      return Outcome.failure(e.getClass().getName(), String.valueOf(e.getMessage()));
    } catch (StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
      LOG.warn("Attempt of {} failed", context.spec().id(), e);
      return Outcome.failure(e.getClass().getName(), String.valueOf(e.getMessage()));
    } finally {
      context.finish();
      boolean late = Thread.interrupted(); // meant for the handler, which has returned
      LOG.trace("Attempt of {} ended, interrupted: {}", context.spec().id(), late);
      if (beats != null) {
        beats.interrupt();
      }
    }
  }

  private Thread beat(TaskContext context, long heartbeatMillis) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              TimeUnit.MILLISECONDS.sleep(Math.max(1, heartbeatMillis / 3));
              link.tell(new TaskCommand.TaskHeartbeat(context.spec().id(), context.epoch()));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void finish(TaskContext context, Outcome outcome) {
    TaskId task = context.spec().id();
    TaskCommand.ConfirmCancelled confirm = new TaskCommand.ConfirmCancelled(task, context.epoch());
    if (context.isCancelled()) {
      report(context, confirm);
      return;
    }
    RefusalCode refused = report(context, ending(context, outcome));
    if (refused == RefusalCode.STALE_TOKEN && outcome instanceof Outcome.Guarded guarded) {
      Failure lost = new Failure("lock-lost", "what it did under " + guarded.locks());
      refused = report(context, new TaskCommand.FailTask(task, context.epoch(), lost, true));
    }
    Outcome blameless = withoutBreaker(outcome);
    if (refused != null && refused != RefusalCode.STALE_TOKEN && blameless != null) {
      LOG.warn("The failure of {} is reported without its breaker: {}", task, refused);
      refused = report(context, ending(context, blameless));
    }
    if (refused == RefusalCode.STALE_TOKEN) {
      report(context, confirm);
    } else if (refused == RefusalCode.INVALID || refused == RefusalCode.LIMIT) {
      Failure failure = new Failure("unreportable", "its result was refused: " + refused);
      report(context, new TaskCommand.FailTask(task, context.epoch(), failure, true));
    }
  }

  private static Command ending(TaskContext context, Outcome outcome) {
    TaskId task = context.spec().id();
    return switch (outcome) {
      case Outcome.Succeeded succeeded ->
          new TaskCommand.CompleteTask(task, context.epoch(), succeeded.result());
      case Outcome.Failed failed ->
          new TaskCommand.FailTask(
              task, context.epoch(), failed.failure(), failed.retryable(), failed.attribution());
      case Outcome.Guarded guarded ->
          new GuardedActor(context, guarded.locks()).guarded(ending(context, guarded.outcome()));
    };
  }

  /** The same failure that blames no breaker; null where none is blamed. */
  private static @Nullable Outcome withoutBreaker(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded succeeded -> null;
      case Outcome.Failed failed ->
          failed.attribution().breaker() == null
              ? null
              : new Outcome.Failed(
                  failed.failure(),
                  failed.retryable(),
                  new Attribution(null, failed.attribution().retryAfterMillis()));
      case Outcome.Guarded guarded -> {
        Outcome inner = withoutBreaker(guarded.outcome());
        yield inner == null ? null : new Outcome.Guarded(inner, guarded.locks());
      }
    };
  }

  /**
   * Sends a call on an attempt; the code it was refused with, or null. While the worker works, what
   * a server that was away for long left open is sent again: nobody else would end the attempt.
   */
  private @Nullable RefusalCode report(TaskContext context, Command command) {
    while (mode() != Mode.OVER) {
      try {
        link.send(command);
        return null;
      } catch (CoordinationException e) {
        LOG.debug("{} on {} was refused: {}", command, context.spec().id(), e.getMessage());
        boolean open = e.code() == RefusalCode.UNKNOWN || e.code() == RefusalCode.UNAVAILABLE;
        if (!open || mode() != Mode.WORKING || Thread.currentThread().isInterrupted()) {
          return e.code();
        }
        LockSupport.parkNanos(REPORT_PAUSE.toNanos());
      }
    }
    return RefusalCode.STALE_TOKEN;
  }

  private void cancel(TaskId task, FencingToken epoch) {
    TaskContext context;
    lock.lock();
    try {
      context = running.get(task);
    } finally {
      lock.unlock();
    }
    if (context != null && context.epoch().equals(epoch)) {
      context.cancel();
    }
  }

  private void revoke(TaskId task, FencingToken epoch) {
    lock.lock();
    try {
      queued.removeIf(c -> c.spec().id().equals(task) && c.epoch().equals(epoch));
    } finally {
      lock.unlock();
    }
    cancel(task, epoch);
  }

  /** The session is over: nothing that runs here counts any more. */
  private void over() {
    List<TaskContext> contexts;
    lock.lock();
    try {
      mode = Mode.OVER;
      queued.clear();
      contexts = new ArrayList<>(running.values());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    contexts.forEach(TaskContext::cancel);
  }

  /**
   * Takes nothing new, gives back what was not started, and waits for what runs; then leaves, if it
   * joined itself.
   */
  @Override
  public void close() {
    List<TaskContext> unstarted;
    lock.lock();
    try {
      if (mode != Mode.WORKING) {
        letGo();
        return;
      }
      mode = Mode.DRAINING;
      unstarted = new ArrayList<>(queued);
      queued.clear();
    } finally {
      lock.unlock();
    }
    link.stopAsking();
    unstarted.forEach(this::giveBack);
    awaitIdle(Long.MAX_VALUE);
    if (leaves) {
      link.leave(SessionEnd.LEFT);
    } else {
      letGo();
    }
  }

  private void letGo() {
    if (leaves) {
      link.detach();
    } else {
      link.rest(inbox);
    }
  }

  /**
   * Lets go at once, and of the session too: running attempts end LOST without being counted, their
   * handlers are told to stop and are waited for a while.
   */
  public void abandon() {
    link.leave(SessionEnd.PROCESS_ENDED);
    awaitIdle(ABANDON_WAIT.toNanos());
  }

  private void awaitIdle(long nanos) {
    long left = nanos;
    lock.lock();
    try {
      while (!running.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
