package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.strategy.StrategyUse;
import java.util.List;

/** What can be asked of a workspace as a whole. */
public sealed interface WorkspaceCommand extends Command {
  /** Creates it; again by the same principal changes nothing. */
  record CreateWorkspace() implements WorkspaceCommand {}

  /** Does the command only while every one of these locks is held (R53); else STALE_TOKEN. */
  record Guarded(List<Guard> guards, Command command) implements WorkspaceCommand {
    public static final int MAX_GUARDS = 16;

    public Guarded {
      guards = List.copyOf(guards);
    }
  }

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

  /** Unlogged: this process answers what this strategy is asked from now on. */
  record RegisterStrategy(StrategyUse use, String name) implements WorkspaceCommand {
    public RegisterStrategy(String name) {
      this(StrategyUse.PLACEMENT, name);
    }
  }

  /** Unlogged: it no longer does; open questions fall back. */
  record UnregisterStrategy(StrategyUse use, String name) implements WorkspaceCommand {
    public UnregisterStrategy(String name) {
      this(StrategyUse.PLACEMENT, name);
    }
  }
}
