package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;

/** What can be asked about the shared breakers of a workspace. */
public sealed interface BreakerCommand extends Command {
  BreakerName breaker();

  /**
   * Makes a breaker, or changes the configuration of one; the same again changes nothing. One that
   * was never declared exists with {@link BreakerConfig#DEFAULT} once something counts on it.
   */
  record DeclareBreaker(BreakerName breaker, BreakerConfig config) implements BreakerCommand {}

  /** Open: nothing may begin; closed: everything may; until it is reset, whatever happens. */
  record ForceBreaker(BreakerName breaker, boolean open, String by) implements BreakerCommand {
    public ForceBreaker {
      by = Text.shorten(Text.check("the name of who asks", by), Text.MAX_SHORT);
    }
  }

  /** CLOSED, with nothing counted. */
  record ResetBreaker(BreakerName breaker, String by) implements BreakerCommand {
    public ResetBreaker {
      by = Text.shorten(Text.check("the name of who asks", by), Text.MAX_SHORT);
    }
  }

  /** Forgets a breaker; tasks that name it are free of it until something counts on it again. */
  record RemoveBreaker(BreakerName breaker) implements BreakerCommand {}
}
