package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Event;

/** What happened to a workspace as a whole. */
public sealed interface WorkspaceEvent extends Event {
  record WorkspaceCreated(Principal by) implements WorkspaceEvent {}

  /** Dispatch stopped: nothing is assigned and nothing assigned may be started. */
  record WorkspacePaused(String by) implements WorkspaceEvent {}

  record WorkspaceResumed(String by) implements WorkspaceEvent {}
}
