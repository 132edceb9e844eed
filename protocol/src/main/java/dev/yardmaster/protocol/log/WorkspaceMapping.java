package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.workspace.WorkspaceEvent;
import dev.yardmaster.protocol.log.v1.WorkspaceProto;

/** Events of workspaces. */
final class WorkspaceMapping {
  private WorkspaceMapping() {}

  static WorkspaceProto.WorkspaceEvent write(WorkspaceEvent event) {
    WorkspaceProto.WorkspaceEvent.Builder to = WorkspaceProto.WorkspaceEvent.newBuilder();
    switch (event) {
      case WorkspaceEvent.WorkspaceCreated e -> to.getCreatedBuilder().setBy(e.by().value());
      case WorkspaceEvent.WorkspacePaused e -> to.getPausedBuilder().setBy(Strict.text(e.by()));
      case WorkspaceEvent.WorkspaceResumed e -> to.getResumedBuilder().setBy(Strict.text(e.by()));
    }
    return to.build();
  }

  static WorkspaceEvent read(WorkspaceProto.WorkspaceEvent from) {
    return switch (from.getKindCase()) {
      case CREATED ->
          new WorkspaceEvent.WorkspaceCreated(
              Principal.of(Strict.known(from.getCreated()).getBy()));
      case PAUSED -> new WorkspaceEvent.WorkspacePaused(Strict.known(from.getPaused()).getBy());
      case RESUMED -> new WorkspaceEvent.WorkspaceResumed(Strict.known(from.getResumed()).getBy());
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }
}
