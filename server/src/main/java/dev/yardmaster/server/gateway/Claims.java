package dev.yardmaster.server.gateway;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.ClaimReply;
import dev.yardmaster.protocol.v1.ClaimRequest;
import java.util.List;
import java.util.Optional;
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

  private ClaimReply look(long deadlineNanos) throws InterruptedException {
    Assignment held = held();
    boolean waiting = true;
    while (held == null && waiting) {
      long seen = desk.pushes();
      held = ask();
      waiting = held == null && desk.await(seen, deadlineNanos);
      held = held == null ? held() : held;
    }
    if (held == null) {
      stopAsking();
      held = held(); // given at the last moment
    }
    return reply(held);
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
    if (request.getAssignOnly()) {
      return assignment(view, state.epoch(), view.attempts() + 1, false);
    }
    try {
      blocking.send(workspace, new StartTask(task, state.epoch()));
    } catch (NoException e) {
      return null; // taken from it meanwhile
    }
    return assignment(view, state.epoch(), view.attempts() + 1, true);
  }

  private @Nullable Assignment unknown(TaskId task) {
    TaskView view = blocking.query(workspace, new Query.OfTask(task)).orElse(null);
    return view != null
            && view.state() instanceof TaskState.Running state
            && isOwn(state.session())
            && !desk.hasActedOn(state.epoch())
        ? assignment(view, state.epoch(), view.attempts(), true)
        : null;
  }

  private Assignment assignment(TaskView view, FencingToken epoch, int attempt, boolean started) {
    return PushMapping.assignment(view.spec(), epoch, attempt, started);
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
