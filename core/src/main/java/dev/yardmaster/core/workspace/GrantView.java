package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import java.util.List;

/**
 * A grant as it stood when asked.
 *
 * @param sinceMillis state time of the grant
 * @param leaseMillis 0 when it lasts as long as its holder
 * @param heldMillis how long it has been held
 */
public record GrantView(
    FencingToken token,
    Holder holder,
    List<LockRequest> locks,
    long sinceMillis,
    long leaseMillis,
    long heldMillis) {
  static GrantView of(Grant grant, Now now) {
    return new GrantView(
        grant.token(),
        grant.holder(),
        grant.locks(),
        grant.sinceMillis(),
        grant.leaseMillis(),
        Math.max(0, now.stateMillis() - grant.sinceMillis()));
  }
}
