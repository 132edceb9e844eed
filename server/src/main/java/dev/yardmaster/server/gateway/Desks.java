package dev.yardmaster.server.gateway;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The desks of agents that call from time to time; at most one per agent. Thread-safe. */
public final class Desks implements AutoCloseable {
  private final Engine engine;
  private final Map<Key, Open> open = new ConcurrentHashMap<>();

  private record Key(WorkspaceId workspace, AgentId agent) {}

  private record Open(Desk desk, AgentStream stream) {}

  public Desks(Engine engine) {
    this.engine = engine;
  }

  /** The desk of an agent's session, which follows what concerns it from now on. */
  Desk of(WorkspaceId workspace, Speaker speaker) {
    return open.compute(
            new Key(workspace, speaker.agent()),
            (key, present) -> {
              if (present != null && present.desk().speaker().equals(speaker)) {
                return present;
              }
              if (present != null) {
                present.stream().close();
              }
              return open(key, speaker);
            })
        .desk();
  }

  private Open open(Key key, Speaker speaker) {
    Desk desk = new Desk(speaker);
    return new Open(
        desk,
        engine.observe(
            key.workspace(),
            speaker.agent(),
            speaker.session(),
            push -> {
              desk.pushed(push);
              if (push instanceof AgentPush.SessionEnded) {
                open.computeIfPresent(key, (k, now) -> now.desk() == desk ? null : now);
              }
            }));
  }

  /** The desk of an agent, if it has one. */
  @Nullable Desk find(WorkspaceId workspace, Speaker speaker) {
    Open present = open.get(new Key(workspace, speaker.agent()));
    return present == null || !present.desk().speaker().equals(speaker) ? null : present.desk();
  }

  @Override
  public void close() {
    open.values().forEach(each -> each.stream().close());
  }
}
