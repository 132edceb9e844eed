package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import org.jspecify.annotations.Nullable;

/**
 * A command as it reaches the driver: stamped with workspace and principal by the gateway.
 *
 * @param key null for commands of the engine itself and for unlogged ones
 */
public record Request(
    WorkspaceId workspace, Principal principal, @Nullable RequestKey key, Command command) {}
