package dev.yardmaster.remote;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has been promised, so that after its stream was broken it can be told what happened
 * to that meanwhile: attempts, waits and grants. Thread-safe.
 */
final class Missed {
  private final RemoteAgent.Who who;
  private final RemoteConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<TaskId, FencingToken> attempts = new HashMap<>();
  private final Set<FencingToken> waits = new HashSet<>();
  private final Set<FencingToken> grants = new HashSet<>();

  Missed(RemoteAgent.Who who, RemoteConnection connection) {
    this.who = who;
    this.connection = connection;
  }

  /** The agent is being told this. */
  void told(AgentPush push) {
    lock.lock();
    try {
      switch (push) {
        case AgentPush.Assigned assigned -> attempts.put(assigned.spec().id(), assigned.epoch());
        case AgentPush.Revoked revoked -> attempts.remove(revoked.task(), revoked.epoch());
        case AgentPush.WaitEnded ended -> {
          waits.remove(ended.waitId());
          if (ended.outcome() instanceof Outcome.Granted granted) {
            grants.add(granted.token());
          }
        }
        case AgentPush.LockLost lost -> grants.remove(lost.token());
        case AgentPush.Cancelled e -> {}
        case AgentPush.MailArrived e -> {}
        case AgentPush.ConflictOpened e -> {}
        case AgentPush.SessionEnded e -> {}
        case AgentPush.DemandForgotten e -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** The agent's call was answered with this. */
  void answered(Reply reply) {
    lock.lock();
    try {
      switch (reply) {
        case Reply.Waiting waiting -> waits.add(waiting.waitId());
        case Reply.Granted granted -> grants.add(granted.token());
        default -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** What must be told now that the stream is attached again. */
  List<AgentPush> since() {
    List<AgentPush> pushes = new ArrayList<>();
    try {
      ofAttempts(pushes);
      ofWaits(pushes);
      ofGrants(pushes);
    } catch (RefusedException | CompletionException e) {
      // The server is gone again, and this is asked again when it is back.
    }
    return pushes;
  }

  private void ofAttempts(List<AgentPush> pushes) {
    Optional<AgentView> view = query(new Query.OfAgent(who.agent()));
    if (view.isEmpty() || !view.get().session().equals(who.session())) {
      return; // the stream will say so
    }
    for (Map.Entry<TaskId, FencingToken> held : copy(attempts).entrySet()) {
      Optional<TaskView> task = query(new Query.OfTask(held.getKey()));
      AgentPush push = ofAttempt(held.getKey(), held.getValue(), task.orElse(null));
      if (push != null) {
        pushes.add(push);
      }
    }
    for (TaskId assigned : view.get().assigned()) {
      TaskView task = query(new Query.OfTask(assigned)).orElse(null);
      if (task != null
          && task.state() instanceof TaskState.Assigned state
          && state.session().equals(who.session())
          && !state.epoch().equals(copy(attempts).get(assigned))) {
        pushes.add(new AgentPush.Assigned(task.spec(), state.epoch(), task.attempts() + 1));
      }
    }
  }

  private static @Nullable AgentPush ofAttempt(
      TaskId task, FencingToken epoch, @Nullable TaskView view) {
    return switch (view == null ? null : view.state()) {
      case TaskState.Cancelling state when state.epoch().equals(epoch) ->
          new AgentPush.Cancelled(task, epoch, state.cause(), "while its stream was broken");
      case TaskState.Held state when state.epoch().equals(epoch) -> null;
      case null -> new AgentPush.Revoked(task, epoch, AgentPush.Why.ENDED);
      default -> new AgentPush.Revoked(task, epoch, AgentPush.Why.ENDED);
    };
  }

  private void ofWaits(List<AgentPush> pushes) {
    for (FencingToken wait : copy(waits)) {
      query(new Query.OfWaitOutcome(wait))
          .ifPresent(outcome -> pushes.add(new AgentPush.WaitEnded(wait, outcome)));
    }
  }

  private void ofGrants(List<AgentPush> pushes) {
    for (FencingToken grant : copy(grants)) {
      if (query(new Query.OfToken(grant)).isEmpty()) {
        pushes.add(new AgentPush.LockLost(grant, ReleaseCause.EXPIRED));
      }
    }
  }

  private <T> T query(Query<T> query) {
    return connection.query(who.workspace(), query).toCompletableFuture().join();
  }

  private Map<TaskId, FencingToken> copy(Map<TaskId, FencingToken> map) {
    lock.lock();
    try {
      return new HashMap<>(map);
    } finally {
      lock.unlock();
    }
  }

  private Set<FencingToken> copy(Set<FencingToken> set) {
    lock.lock();
    try {
      return new HashSet<>(set);
    } finally {
      lock.unlock();
    }
  }
}
