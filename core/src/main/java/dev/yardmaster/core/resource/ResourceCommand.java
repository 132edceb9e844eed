package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Command;

/** What can be asked about resources. */
public sealed interface ResourceCommand extends Command {
  /**
   * Gives a resource a capacity for PERMITS; 0 withdraws it. The same capacity again changes
   * nothing.
   */
  record DeclareResource(ResourceName resource, int capacity) implements ResourceCommand {}
}
