package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Refusal;
import org.jspecify.annotations.Nullable;

/** A condition of a call (R53): the grant under this token stands, and includes the resource. */
public record Guard(ResourceName resource, FencingToken token) {
  /** Why the condition does not hold, or null. */
  public @Nullable Refusal check(ResourceTable resources) {
    Grant grant = resources.grant(token);
    boolean holds =
        grant != null && grant.locks().stream().anyMatch(lock -> lock.resource().covers(resource));
    return holds
        ? null
        : Refusal.staleToken(
            "Expected %s to be held under token %s, but that grant is %s; acquire it again before going on"
                .formatted(resource, token, grant == null ? "over" : "of " + grant.locks()));
  }
}
