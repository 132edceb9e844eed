package dev.yardmaster.engine;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.protocol.connection.AgentPush;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What attached agents hold and wait for, so that each hears of the end of its own. Owned by the
 * driver's thread.
 */
final class Engagements {
  private record HolderKey(WorkspaceId workspace, Holder holder) {}

  private record TokenKey(WorkspaceId workspace, FencingToken token) {}

  private record Engagement(HolderKey holder, Consumer<AgentPush> push) {}

  private final Map<TokenKey, Engagement> byToken = new HashMap<>();
  private final Map<HolderKey, Set<TokenKey>> byHolder = new HashMap<>();

  synchronized boolean isEmpty() {
    return byToken.isEmpty();
  }

  /** A wait or a grant of an attached agent began. */
  synchronized void began(
      WorkspaceId workspace, Holder holder, FencingToken token, Consumer<AgentPush> push) {
    HolderKey holderKey = new HolderKey(workspace, holder);
    TokenKey tokenKey = new TokenKey(workspace, token);
    byToken.put(tokenKey, new Engagement(holderKey, push));
    byHolder.computeIfAbsent(holderKey, key -> new HashSet<>()).add(tokenKey);
  }

  synchronized void ended(WorkspaceId workspace, WaitEvent.WaitEnded event) {
    end(workspace, event.waitId(), new AgentPush.WaitEnded(event.waitId(), event.outcome()));
  }

  synchronized void ended(WorkspaceId workspace, ResourceEvent.LockReleased event) {
    AgentPush push = new AgentPush.LockLost(event.token(), event.cause());
    if (event.cause() == ReleaseCause.RELEASED) {
      forget(new TokenKey(workspace, event.token()));
    } else {
      end(workspace, event.token(), push);
    }
  }

  private void end(WorkspaceId workspace, FencingToken token, AgentPush push) {
    Engagement engagement = forget(new TokenKey(workspace, token));
    if (engagement != null) {
      engagement.push.accept(push);
    }
  }

  private @Nullable Engagement forget(TokenKey key) {
    Engagement engagement = byToken.remove(key);
    Set<TokenKey> others = engagement == null ? null : byHolder.get(engagement.holder);
    if (engagement != null && others != null) {
      others.remove(key);
      if (others.isEmpty()) {
        byHolder.remove(engagement.holder);
      }
    }
    return engagement;
  }

  /** The holder is over; it is told of that otherwise. */
  synchronized void ended(WorkspaceId workspace, ResourceEvent.LocksReleased event) {
    Set<TokenKey> all = byHolder.remove(new HolderKey(workspace, event.holder()));
    if (all != null) {
      all.forEach(byToken::remove);
    }
  }
}
