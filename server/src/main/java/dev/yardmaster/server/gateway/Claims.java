package dev.yardmaster.server.gateway;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.ClaimReply;
import dev.yardmaster.protocol.v1.ClaimRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for work as one step: what the session was given and has not started comes first, then what
 * runs in all its slots and it does not know of, then whatever the core gives it; a task that is
 * returned is RUNNING.
 *
 * <p>An attempt counts as known once the agent has called about it. After a restart of the server
 * nothing counts as known, so that an answer that was lost with it is given again.
 */
final class Claims {
  /** What is there at once is told within it. */
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Blocking blocking;
  private final WorkspaceId workspace;
  private final Desk desk;
  private final ClaimRequest request;

  Claims(Blocking blocking, WorkspaceId workspace, Desk desk, ClaimRequest request) {
    this.blocking = blocking;
    this.workspace = workspace;
    this.desk = desk;
    this.request = request;
  }

  ClaimReply claim(long deadlineNanos) throws InterruptedException {
    if (!desk.enter(deadlineNanos)) {
      return reply(null);
    }
    try {
      return look(deadlineNanos);
    } finally {
      desk.claiming().unlock();
    }
  }

  /**
   * What the desk is told of needs no look at the core; there is one now and then all the same,
   * since another stream of the agent may be told in its place.
   */
  private ClaimReply look(long deadlineNanos) throws InterruptedException {
    Assignment held = held();
    boolean waiting = true;
    while (held == null && waiting) {
      long seen = desk.pushes();
      blocking.send(workspace, new Claim(agent(), session(), 1));
      boolean told = desk.await(seen, Math.min(deadlineNanos, System.nanoTime() + MOMENT_NANOS));
      held = told ? offered() : null;
      if (held == null) {
        held = held();
        waiting = held == null && desk.await(seen, deadlineNanos);
      }
      held = waiting && held == null ? offered() : held;
    }
    if (held == null) {
      stopAsking();
      held = held(); // given at the last moment
    }
    return reply(held);
  }

  /** What the desk was told of and can still be started; nothing where it is not to be started. */
  private @Nullable Assignment offered() {
    AgentPush.Assigned offer = request.getAssignOnly() ? null : desk.takeOffer();
    while (offer != null && !start(offer.spec().id(), offer.epoch())) {
      offer = desk.takeOffer();
    }
    return offer == null ? null : assignment(offer.spec(), offer.epoch(), offer.attempt());
  }

  private boolean start(TaskId task, FencingToken epoch) {
    try {
      blocking.send(workspace, new StartTask(task, epoch));
      return true;
    } catch (NoException e) {
      return false; // taken from it meanwhile
    }
  }

  /** Wants a task from now on; the one that is there, if there is one. */
  @Nullable Assignment ask() {
    blocking.send(workspace, new Claim(agent(), session(), 1));
    return held();
  }

  /** Wants none any more. */
  void stopAsking() {
    blocking.send(workspace, new Claim(agent(), session(), 0));
  }

  private ClaimReply reply(@Nullable Assignment held) {
    ClaimReply.Builder reply = ClaimReply.newBuilder().setPosition(blocking.position());
    return held == null ? reply.build() : reply.setAssignment(held).build();
  }

  /** What the session holds and does not know of, started unless that is not wanted. */
  @Nullable Assignment held() {
    AgentView view = present();
    for (TaskId task : view.assigned()) {
      Assignment assigned = assigned(task);
      if (assigned != null) {
        return assigned;
      }
    }
    boolean full = view.running().size() >= view.profile().slots().maxConcurrentTasks();
    for (TaskId task : full ? view.running() : List.<TaskId>of()) {
      Assignment running = unknown(task);
      if (running != null) {
        return running;
      }
    }
    return null;
  }

  private AgentView present() {
    Optional<AgentView> view = blocking.query(workspace, new Query.OfAgent(agent()));
    if (view.isEmpty() || !view.get().session().equals(session()) || desk.isOver()) {
      throw NoException.of(over(desk.speaker()));
    }
    return view.get();
  }

  static Refusal over(Speaker speaker) {
    return Refusal.staleToken(
        "Expected the session %s of agent %s to be live, but it is over; join again"
            .formatted(speaker.session(), speaker.agent()));
  }

  private @Nullable Assignment assigned(TaskId task) {
    TaskView view = blocking.query(workspace, new Query.OfTask(task)).orElse(null);
    if (view == null
        || !(view.state() instanceof TaskState.Assigned state)
        || !isOwn(state.session())) {
      return null;
    }
    desk.take(state.epoch());
    return request.getAssignOnly() || start(task, state.epoch())
        ? assignment(view.spec(), state.epoch(), view.attempts() + 1)
        : null;
  }

  private @Nullable Assignment unknown(TaskId task) {
    TaskView view = blocking.query(workspace, new Query.OfTask(task)).orElse(null);
    return view != null
            && view.state() instanceof TaskState.Running state
            && isOwn(state.session())
            && !desk.hasActedOn(state.epoch())
        ? PushMapping.assignment(view.spec(), state.epoch(), view.attempts(), true)
        : null;
  }

  private Assignment assignment(TaskSpec spec, FencingToken epoch, int attempt) {
    return PushMapping.assignment(spec, epoch, attempt, !request.getAssignOnly());
  }

  private boolean isOwn(FencingToken other) {
    return other.equals(session());
  }

  private AgentId agent() {
    return desk.speaker().agent();
  }

  private FencingToken session() {
    return desk.speaker().session();
  }
}
