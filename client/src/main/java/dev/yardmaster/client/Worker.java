package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent in this process: takes the tasks it is given, starts as many at once as its profile
 * says, beats for them, and reports how they ended.
 *
 * <p>Each attempt runs on a virtual thread. {@link #close} drains; {@link #abandon} lets go at
 * once.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Open demand stated at a time; how much is held at once is bounded by the profile's slots. */
  private static final int DEMAND = 2 * AgentProfile.Slots.MAX;

  private static final Duration ABANDON_WAIT = Duration.ofSeconds(10);

  private enum Mode {
    WORKING,
    DRAINING,
    OVER
  }

  private final WorkspaceId workspace;
  private final Requests requests;
  private final AgentProfile profile;
  private final TaskHandler handler;
  private final FencingToken session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<TaskContext> queued = new ArrayDeque<>();
  private final Map<TaskId, TaskContext> running = new HashMap<>();
  private Mode mode = Mode.WORKING;
  private int demand;
  private @Nullable AgentStream stream;

  private Worker(
      WorkspaceId workspace,
      Requests requests,
      AgentProfile profile,
      TaskHandler handler,
      FencingToken session) {
    this.workspace = workspace;
    this.requests = requests;
    this.profile = profile;
    this.handler = handler;
    this.session = session;
  }

  static Worker start(
      WorkspaceId workspace,
      Requests requests,
      Connection connection,
      AgentProfile profile,
      TaskHandler handler) {
    Reply reply =
        requests.send(workspace, new AgentCommand.JoinAgent(profile, Attachment.IN_PROCESS));
    if (!(reply instanceof Reply.Joined joined)) {
      throw new IllegalStateException("Expected to join, got " + reply);
    }
    Worker worker = new Worker(workspace, requests, profile, handler, joined.session());
    worker.stream = connection.attach(workspace, profile.id(), joined.session(), worker::pushed);
    worker.ask(DEMAND);
    return worker;
  }

  public AgentId agent() {
    return profile.id();
  }

  public FencingToken session() {
    return session;
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

  private void ask(int tasks) {
    lock.lock();
    try {
      demand = tasks;
    } finally {
      lock.unlock();
    }
    requests.tell(workspace, new AgentCommand.Claim(profile.id(), session, tasks));
  }

  private void pushed(AgentPush push) {
    switch (push) {
      case AgentPush.Assigned assigned ->
          assigned(
              new TaskContext(assigned.spec(), assigned.epoch(), assigned.attempt(), profile.id()));
      case AgentPush.Cancelled cancelled -> cancel(cancelled.task(), cancelled.epoch());
      case AgentPush.Revoked revoked -> revoke(revoked.task(), revoked.epoch());
      case AgentPush.MailArrived arrived -> {}
      case AgentPush.SessionEnded ended -> over();
      case AgentPush.DemandForgotten forgotten -> {
        if (mode() == Mode.WORKING) {
          ask(DEMAND);
        }
      }
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

  private void assigned(TaskContext context) {
    boolean more;
    lock.lock();
    try {
      if (mode == Mode.WORKING) {
        queued.addLast(context);
        startQueued();
      } else {
        giveBack(context);
      }
      demand--;
      more = mode == Mode.WORKING && demand <= DEMAND / 2;
    } finally {
      lock.unlock();
    }
    if (more) {
      ask(DEMAND);
    }
  }

  /** Starts what has a slot; the lock is held. */
  private void startQueued() {
    while (mode == Mode.WORKING
        && !queued.isEmpty()
        && running.size() < profile.slots().maxConcurrentTasks()) {
      TaskContext context = queued.removeFirst();
      running.put(context.spec().id(), context);
      Thread.ofVirtual()
          .name("yardmaster-" + profile.id() + "-" + context.spec().id())
          .start(() -> attempt(context));
    }
  }

  private void giveBack(TaskContext context) {
    Thread.ofVirtual()
        .start(() ->
            report(context, new TaskCommand.ReturnTask(context.spec().id(), context.epoch())));
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
              requests.tell(
                  workspace, new TaskCommand.TaskHeartbeat(context.spec().id(), context.epoch()));
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
    Command command =
        switch (outcome) {
          case Outcome.Succeeded succeeded ->
              new TaskCommand.CompleteTask(task, context.epoch(), succeeded.result());
          case Outcome.Failed failed ->
              new TaskCommand.FailTask(task, context.epoch(), failed.failure(), failed.retryable());
        };
    RefusalCode refused = report(context, command);
    if (refused == RefusalCode.STALE_TOKEN) {
      report(context, confirm);
    } else if (refused == RefusalCode.INVALID || refused == RefusalCode.LIMIT) {
      Failure failure = new Failure("unreportable", "its result was refused: " + refused);
      report(context, new TaskCommand.FailTask(task, context.epoch(), failure, true));
    }
  }

  /** Sends a call on an attempt; the code it was refused with, or null. */
  private @Nullable RefusalCode report(TaskContext context, Command command) {
    if (mode() == Mode.OVER) {
      return RefusalCode.STALE_TOKEN;
    }
    try {
      requests.send(workspace, command);
      return null;
    } catch (CoordinationException e) {
      LOG.debug("{} on {} was refused: {}", command, context.spec().id(), e.getMessage());
      return e.code();
    }
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

  /** Takes nothing new, gives back what was not started, and waits for what runs; then leaves. */
  @Override
  public void close() {
    List<TaskContext> unstarted;
    lock.lock();
    try {
      if (mode != Mode.WORKING) {
        detach();
        return;
      }
      mode = Mode.DRAINING;
      unstarted = new ArrayList<>(queued);
      queued.clear();
    } finally {
      lock.unlock();
    }
    requests.tell(workspace, new AgentCommand.Claim(profile.id(), session, 0));
    unstarted.forEach(this::giveBack);
    awaitIdle(Long.MAX_VALUE);
    leave(SessionEnd.LEFT);
  }

  /**
   * Lets go at once: running attempts end LOST without being counted, their handlers are told to
   * stop and are waited for a while.
   */
  public void abandon() {
    leave(SessionEnd.PROCESS_ENDED);
    awaitIdle(ABANDON_WAIT.toNanos());
  }

  private void leave(SessionEnd cause) {
    try {
      if (mode() != Mode.OVER) {
        requests.send(workspace, new AgentCommand.LeaveAgent(profile.id(), session, cause));
      }
    } catch (CoordinationException e) {
      LOG.debug("Leaving was refused: {}", e.getMessage());
    } finally {
      over();
      detach();
    }
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

  private void detach() {
    AgentStream open = stream;
    if (open != null) {
      open.close();
    }
  }
}
