package dev.yardmaster.server.gateway;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who calls in a workspace, and whether not too often: whose the secret handles are that calls
 * carry. Each is one session's of one agent for ever, so what the core once said may be remembered.
 * Whether the session lives, and the caller may speak for it, is the core's to decide at each call.
 * Thread-safe.
 */
public final class Handles {
  private static final int MAX_KNOWN = 100_000;
  private static final int MAX_WORKSPACES = 10_000;

  private final Connection itself;
  private final Rates<WorkspaceId> workspaces;
  private final Rates<AgentKey> agents;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those used longest ago first. */
  private final Map<Key, Speaker> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(WorkspaceId workspace, Principal principal, String handle) {}

  private record AgentKey(WorkspaceId workspace, AgentId agent) {}

  public Handles(Callers callers, Limits limits) {
    this.itself = callers.itself();
    this.workspaces = new Rates<>(limits.callsPerWorkspace(), MAX_WORKSPACES, System::nanoTime);
    this.agents = new Rates<>(limits.callsPerAgent(), MAX_KNOWN, System::nanoTime);
  }

  /**
   * The agent of the call's handle; null when it carries none.
   *
   * @throws NoException STALE_TOKEN for a handle that is none of the caller's, or no more; LIMIT
   *     where the agent, or the whole workspace, calls too often
   */
  CompletionStage<@Nullable Speaker> speaker(WorkspaceId workspace, CallContext context) {
    workspaces.call(workspace, "in workspace " + workspace);
    String handle = context.handle();
    if (handle == null) {
      return CompletableFuture.completedStage(null);
    }
    return speaker(workspace, context, handle)
        .thenApply(speaker -> {
          agents.call(new AgentKey(workspace, speaker.agent()), "of agent " + speaker.agent());
          return speaker;
        });
  }

  private CompletionStage<Speaker> speaker(
      WorkspaceId workspace, CallContext context, String handle) {
    Key key = new Key(workspace, context.connection().principal(), handle);
    Speaker speaker = find(key);
    if (speaker != null) {
      return CompletableFuture.completedStage(speaker);
    }
    return itself
        .query(workspace, new Query.OfHandle(handle))
        .thenApply(found -> {
          if (found.isEmpty() || !found.get().principal().equals(key.principal())) {
            throw NoException.of(
                Refusal.staleToken(
                    "Expected the handle of a live session of yours in workspace %s, got one that is not; join again"
                        .formatted(workspace)));
          }
          return remember(key, new Speaker(found.get().agent(), found.get().session()));
        });
  }

  private @Nullable Speaker find(Key key) {
    lock.lock();
    try {
      return known.get(key);
    } finally {
      lock.unlock();
    }
  }

  private Speaker remember(Key key, Speaker speaker) {
    lock.lock();
    try {
      known.put(key, speaker);
      if (known.size() > MAX_KNOWN) {
        known.remove(known.keySet().iterator().next());
      }
      return speaker;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The agent of the call's handle, which must be the one it names where it names one.
   *
   * @throws NoException DENIED without a handle, or with another agent's
   */
  public Speaker known(WorkspaceId workspace, CallContext context, String agent, long session) {
    Speaker speaker = Blocking.await(speaker(workspace, context));
    if (speaker == null) {
      throw NoException.of(Gateway.noHandle("this operation"));
    }
    if ((!agent.isEmpty() && !speaker.agent().value().equals(agent))
        || (session != 0 && speaker.session().value() != session)) {
      throw denied(
          "Expected the handle of agent %s, got that of %s with session %s"
              .formatted(agent, speaker.agent(), speaker.session()));
    }
    return speaker;
  }

  private static NoException denied(String text) {
    return NoException.of(new Refusal(RefusalCode.DENIED, text));
  }
}
