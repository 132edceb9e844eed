package dev.yardmaster.protocol.api;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.log.ShardMapping;
import dev.yardmaster.protocol.log.v1.RecordProto;
import dev.yardmaster.protocol.v1.WorkspaceEvent;

/** Committed events as watchers are told of them: without what is secret. */
public final class EventMapping {
  private static final String NO_HANDLE = "";

  private EventMapping() {}

  /**
   * Whether watchers are told. They are not of what happens to the shard itself, which includes the
   * remembered answers to requests, and so the handles of agents that joined.
   */
  public static boolean isShown(Event event) {
    return !(event instanceof ShardEvent);
  }

  /**
   * The handles of agents are left empty.
   *
   * @throws IllegalArgumentException for an event that is not shown
   */
  public static WorkspaceEvent write(CommittedEvent from) {
    if (!isShown(from.event())) {
      throw new IllegalArgumentException(
          "Expected an event of the workspace, got %s at position %s; ask isShown before"
              .formatted(from.event().getClass().getSimpleName(), from.position()));
    }
    return WorkspaceEvent.newBuilder()
        .setPosition(from.position().value())
        .setAt(ShardMapping.write(from.at()))
        .setPrincipal(from.principal().value())
        .setEvent(event(from.event()))
        .setWorkspace(from.workspace().value())
        .build();
  }

  private static RecordProto.Event event(Event from) {
    Event shown =
        switch (from) {
          case AgentEvent.AgentJoined joined -> withoutHandle(joined);
          case AgentEvent.AgentRestored restored ->
              new AgentEvent.AgentRestored(
                  withoutHandle(restored.joined()), restored.status(), restored.sinceMillis());
          default -> from;
        };
    return dev.yardmaster.protocol.log.EventMapping.write(shown);
  }

  private static AgentEvent.AgentJoined withoutHandle(AgentEvent.AgentJoined from) {
    return new AgentEvent.AgentJoined(
        from.profile(), from.principal(), NO_HANDLE, from.session(), from.attachment());
  }

  /**
   * Throws {@link dev.yardmaster.protocol.log.UnreadableRecordException} for what only a newer
   * release says.
   */
  public static CommittedEvent read(WorkspaceEvent from) {
    return new CommittedEvent(
        new LogPosition(from.getPosition()),
        ShardMapping.read(from.getAt()),
        WorkspaceId.of(from.getWorkspace()),
        Principal.of(from.getPrincipal()),
        dev.yardmaster.protocol.log.EventMapping.read(from.getEvent()));
  }
}
