package dev.yardmaster.server.gateway;

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
 * Whose the secret handles are that calls carry: each is one session's of one agent for ever, so
 * what the core once said may be remembered. Whether the session lives, and the caller may speak
 * for it, is the core's to decide at each call. Thread-safe.
 */
public final class Handles {
  private static final int MAX_KNOWN = 100_000;

  private final Connection itself;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those used longest ago first. */
  private final Map<Key, Speaker> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(WorkspaceId workspace, Principal principal, String handle) {}

  public Handles(Callers callers) {
    this.itself = callers.itself();
  }

  /**
   * The agent of the call's handle; null when it carries none.
   *
   * @throws NoException STALE_TOKEN for a handle that is none of the caller's, or no more
   */
  CompletionStage<@Nullable Speaker> speaker(WorkspaceId workspace, CallContext context) {
    String handle = context.handle();
    if (handle == null) {
      return CompletableFuture.completedStage(null);
    }
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
