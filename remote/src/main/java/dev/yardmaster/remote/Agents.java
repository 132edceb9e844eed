package dev.yardmaster.remote;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.api.Callers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents that joined through one connection: the secret handle of each, which its calls carry,
 * and its stream. Thread-safe.
 */
final class Agents {
  private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
  private static final long PATIENCE_MILLIS = 2_000;

  /** By session token, and by epoch of each attempt in its hands: tokens are never used twice. */
  private final Map<FencingToken, String> handles = new ConcurrentHashMap<>();

  private final Map<Key, RemoteAgent> attached = new ConcurrentHashMap<>();

  /** By handle, those whose stream takes calls. */
  private final Map<String, RemoteAgent> streams = new ConcurrentHashMap<>();

  private record Key(WorkspaceId workspace, AgentId agent) {}

  /** The session, or the epoch of the attempt, that a command speaks for; null for none. */
  static @Nullable FencingToken speaksFor(Command command) {
    return switch (command) {
      case WorkspaceCommand.Guarded guarded -> speaksFor(guarded.command());
      case TaskCommand.AttemptCommand attempt -> attempt.epoch();
      case AgentCommand.LeaveAgent leave -> leave.session();
      case AgentCommand.Heartbeat heartbeat -> heartbeat.session();
      case AgentCommand.ReportLoad load -> load.session();
      default -> {
        Caller caller = Callers.of(command);
        yield caller == null ? null : caller.session();
      }
    };
  }

  /** The handle of a session, or of who has an attempt; null for what is over, or not from here. */
  @Nullable String handle(FencingToken token) {
    return handles.get(token);
  }

  static Refusal unknown(FencingToken token) {
    return Refusal.staleToken(
        "Expected %s to be a session of this connection or an attempt in its hands, but that is over; join again"
            .formatted(token));
  }

  /** An attempt is in the hands of a session. */
  void holds(FencingToken session, FencingToken epoch) {
    String handle = handles.get(session);
    if (handle != null) {
      handles.put(epoch, handle);
    }
  }

  void forget(FencingToken token) {
    handles.remove(token);
  }

  /** The stream of a former session is left to the server, which tells it how that ended. */
  void attached(RemoteAgent agent) {
    RemoteAgent former = attached.put(new Key(agent.who().workspace(), agent.who().agent()), agent);
    if (former != null && former.who().session().equals(agent.who().session())) {
      former.close();
    }
    if (agent.handle() != null) {
      streams.put(agent.handle(), agent);
    }
  }

  void detached(RemoteAgent agent) {
    attached.remove(new Key(agent.who().workspace(), agent.who().agent()), agent);
    if (agent.handle() != null) {
      streams.remove(agent.handle(), agent);
    }
  }

  /** On whose stream a call with that handle may go; null for none. */
  @Nullable RemoteAgent stream(String handle) {
    return streams.get(handle);
  }

  /** States an agent's demand on its stream. */
  Reply demand(WorkspaceId workspace, AgentCommand.Claim claim) {
    RemoteAgent agent = attached.get(new Key(workspace, claim.agent()));
    if (agent == null || !agent.who().session().equals(claim.session())) {
      return Reply.refused(
          Refusal.staleToken(
              "Expected agent %s to be attached here with session %s, but it is not; join again"
                  .formatted(claim.agent(), claim.session())));
    }
    agent.demand(claim.demand());
    return new Reply.Done(new LogPosition(0));
  }

  /** Learns from an answer: handles, and what an attached agent waits for and holds. */
  void answered(WorkspaceId workspace, Command command, @Nullable Reply reply) {
    if (reply == null) {
      return;
    }
    switch (command) {
      case AgentCommand.JoinAgent join when reply instanceof Reply.Joined joined ->
          handles.put(joined.session(), joined.handle());
      case AgentCommand.LeaveAgent leave when reply instanceof Reply.Done ->
          forget(leave.session());
      case WorkspaceCommand.Guarded guarded -> answered(workspace, guarded.command(), reply);
      case TaskCommand.CompleteTask done -> forgetIfOver(done.epoch(), reply);
      case TaskCommand.FailTask done -> forgetIfOver(done.epoch(), reply);
      case TaskCommand.ReturnTask done -> forgetIfOver(done.epoch(), reply);
      case TaskCommand.ConfirmCancelled done -> forgetIfOver(done.epoch(), reply);
      default -> {
        Caller caller = Callers.of(command);
        RemoteAgent agent =
            caller == null ? null : attached.get(new Key(workspace, caller.agent()));
        if (agent != null) {
          agent.answered(reply);
        }
      }
    }
  }

  private void forgetIfOver(FencingToken epoch, Reply reply) {
    if (reply instanceof Reply.Done) {
      forget(epoch);
    }
  }

  /** Every attached agent leaves, as far as the server can be reached within a moment. */
  void close() {
    List<CompletableFuture<?>> leaving = new ArrayList<>();
    attached.values().forEach(agent -> leaving.add(agent.leave()));
    try {
      CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Not every agent could leave; their sessions end by silence", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
