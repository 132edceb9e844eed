package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;

/** What can be asked about resources, but for waiting ({@code wait}). */
public sealed interface ResourceCommand extends Command {
  /** Gives a resource a capacity for PERMITS; 0 withdraws it. The same again changes nothing. */
  record DeclareResource(ResourceName resource, int capacity, Refill refill)
      implements ResourceCommand {
    public DeclareResource(ResourceName resource, int capacity) {
      this(resource, capacity, Refill.NONE);
    }
  }

  /** Gives back the grant under this token. */
  record ReleaseLock(Caller caller, FencingToken token) implements ResourceCommand {}

  /**
   * Gives back all the caller holds, but for the lock set of its task, and gives up the locks it
   * waits for, so that none comes later that it does not know of. Its waits for tasks and replies
   * stay.
   */
  record ReleaseAll(Caller caller) implements ResourceCommand {}

  /**
   * Lets a lease count anew from now, in milliseconds; 0: as long as the holder. Confirms a grant
   * to an agent that is not attached.
   */
  record ExtendLock(Caller caller, FencingToken token, long leaseMillis)
      implements ResourceCommand {}

  /** An operator takes the grant under this token from its holder. */
  record ForceRelease(FencingToken token, String by) implements ResourceCommand {
    public ForceRelease {
      by = Text.shorten(Text.check("the name of who asks", by), 1_024);
    }
  }

  /** Uses up permits of a rate or budget without waiting; it may go below nothing. */
  record Charge(Caller caller, ResourceName resource, int amount) implements ResourceCommand {}
}
