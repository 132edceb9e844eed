package dev.yardmaster.client;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.util.function.Consumer;

/** What happened in a workspace, in order, from any retained position on (R80). */
public final class Events {
  private final WorkspaceId workspace;
  private final Connection connection;

  Events(WorkspaceId workspace, Connection connection) {
    this.workspace = workspace;
    this.connection = connection;
  }

  /** The position of the newest committed event. */
  public LogPosition position() {
    return connection.position();
  }

  /** Delivers every event after a position, without gap or duplicate, on a thread of its own. */
  public EventSubscription subscribe(LogPosition after, Consumer<CommittedEvent> listener) {
    return connection.watch(workspace, after, listener);
  }
}
