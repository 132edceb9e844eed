package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.task.TaskSpec;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, seen by its handler.
 *
 * {@snippet file="AgentExamplesTest.java" region="handler"}
 */
public final class TaskContext implements Actor {
  private final TaskSpec spec;
  private final FencingToken epoch;
  private final int attempt;
  private final AgentLink link;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean cancelled;
  private boolean finished;
  private @Nullable Runnable onCancel;
  private @Nullable Thread thread;

  TaskContext(TaskSpec spec, FencingToken epoch, int attempt, AgentLink link) {
    this.spec = spec;
    this.epoch = epoch;
    this.attempt = attempt;
    this.link = link;
  }

  public TaskSpec spec() {
    return spec;
  }

  /** The attempt's fencing token: guards what it writes elsewhere. */
  public FencingToken epoch() {
    return epoch;
  }

  /** 1 for the first attempt since the task was created or retried. */
  public int attempt() {
    return attempt;
  }

  public AgentId agent() {
    return link.agent();
  }

  @Override
  public Caller caller() {
    return Caller.session(link.agent(), link.session()).inside(spec.id(), epoch);
  }

  AgentLink link() {
    return link;
  }

  /** Whether the attempt must stop: its result will not count any more. */
  public boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action when the attempt must stop, at once if it must already; replaces the former. */
  public void onCancel(Runnable action) {
    lock.lock();
    try {
      onCancel = action;
      if (!cancelled) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  void runsOn(Thread runner) {
    lock.lock();
    try {
      thread = runner;
    } finally {
      lock.unlock();
    }
  }

  /** The handler has returned; nobody interrupts its thread any more. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      thread = null;
    } finally {
      lock.unlock();
    }
  }

  void cancel() {
    Runnable action;
    lock.lock();
    try {
      if (cancelled || finished) {
        cancelled = true;
        return;
      }
      cancelled = true;
      action = onCancel;
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }
}
