package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.placement.PlacementPolicy;

/** What can be asked of a workspace as a whole. */
public sealed interface WorkspaceCommand extends Command {
  /** Creates it; again by the same principal changes nothing. */
  record CreateWorkspace() implements WorkspaceCommand {}

  record PauseWorkspace(String by) implements WorkspaceCommand {
    public PauseWorkspace {
      by = Text.shorten(Text.check("the name of who asks", by), 1_024);
    }
  }

  record ResumeWorkspace(String by) implements WorkspaceCommand {
    public ResumeWorkspace {
      by = Text.shorten(Text.check("the name of who asks", by), 1_024);
    }
  }

  record SetPlacementPolicy(PlacementPolicy policy) implements WorkspaceCommand {}

  /** Unlogged: this process answers placement requests of this strategy from now on. */
  record RegisterStrategy(String name) implements WorkspaceCommand {}

  /** Unlogged: it no longer does; open requests fall back. */
  record UnregisterStrategy(String name) implements WorkspaceCommand {}
}
