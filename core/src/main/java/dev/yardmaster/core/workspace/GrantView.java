package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import java.util.List;

/** A grant as it stood when asked; {@code leaseMillis} 0 when it lasts as long as its holder. */
public record GrantView(
    FencingToken token,
    Holder holder,
    List<LockRequest> locks,
    long sinceMillis,
    long leaseMillis) {
  static GrantView of(Grant grant) {
    return new GrantView(
        grant.token(), grant.holder(), grant.locks(), grant.sinceMillis(), grant.leaseMillis());
  }
}
