package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import org.jspecify.annotations.Nullable;

/**
 * A command as it reaches the driver: stamped with workspace, principal and authority by whoever
 * took it in.
 *
 * @param authority on what grounds the principal asks; the core decides whether they suffice
 * @param key null for commands of the engine itself and for unlogged ones
 */
public record Request(
    WorkspaceId workspace,
    Principal principal,
    Authority authority,
    @Nullable RepeatKey key,
    Command command) {
  /** Of the process itself. */
  public Request(
      WorkspaceId workspace, Principal principal, @Nullable RepeatKey key, Command command) {
    this(workspace, principal, Authority.EMBEDDED, key, command);
  }
}
