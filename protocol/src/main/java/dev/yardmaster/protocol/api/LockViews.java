package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.workspace.GrantView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.ResourceView;
import dev.yardmaster.protocol.log.ResourceMapping;
import dev.yardmaster.protocol.v1.CheckTokenRequest;
import dev.yardmaster.protocol.v1.ListResourcesRequest;
import dev.yardmaster.protocol.v1.LockGrant;
import dev.yardmaster.protocol.v1.LockServiceGrpc;
import dev.yardmaster.protocol.v1.Resource;
import dev.yardmaster.protocol.v1.ResourceList;
import java.util.List;

/** Questions about resources and who holds them. */
final class LockViews {
  private LockViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            LockServiceGrpc.getListResourcesMethod(),
            Query.OfResources.class,
            LockViews::write,
            from ->
                new Query.OfResources(
                    from.getAt().isEmpty() ? null : ResourceName.of(from.getAt()),
                    Absent.limit(from.getLimit(), Absent.MANY)),
            Answering.always(
                views ->
                    ResourceList.newBuilder()
                        .addAllResources(views.stream().map(LockViews::write).toList())
                        .build(),
                from -> from.getResourcesList().stream().map(LockViews::read).toList())),
        QueryCall.of(
            LockServiceGrpc.getCheckTokenMethod(),
            Query.OfToken.class,
            query -> CheckTokenRequest.newBuilder().setToken(query.token().value()).build(),
            from -> new Query.OfToken(new FencingToken(from.getToken())),
            Answering.found(LockViews::write, LockViews::read)));
  }

  private static ListResourcesRequest write(Query.OfResources from) {
    ListResourcesRequest.Builder to = ListResourcesRequest.newBuilder().setLimit(from.limit());
    ResourceName at = from.at();
    if (at != null) {
      to.setAt(at.value());
    }
    return to.build();
  }

  private static Resource write(ResourceView from) {
    Resource.Builder to =
        Resource.newBuilder()
            .setName(from.name().value())
            .setCapacity(from.capacity())
            .setPermitsInUse(from.permitsInUse());
    from.grants().forEach(grant -> to.addGrants(write(grant)));
    return to.build();
  }

  private static ResourceView read(Resource from) {
    return new ResourceView(
        ResourceName.of(from.getName()),
        from.getCapacity(),
        from.getPermitsInUse(),
        from.getGrantsList().stream().map(LockViews::read).toList());
  }

  private static LockGrant write(GrantView from) {
    LockGrant.Builder to =
        LockGrant.newBuilder()
            .setToken(from.token().value())
            .setHolder(ResourceMapping.holder(from.holder()))
            .setSinceMillis(from.sinceMillis())
            .setLeaseMillis(from.leaseMillis())
            .setHeldMillis(from.heldMillis());
    from.locks().forEach(lock -> to.addLocks(ResourceMapping.lock(lock)));
    return to.build();
  }

  private static GrantView read(LockGrant from) {
    return new GrantView(
        new FencingToken(from.getToken()),
        ResourceMapping.holder(from.getHolder()),
        from.getLocksList().stream().map(ResourceMapping::lock).toList(),
        from.getSinceMillis(),
        from.getLeaseMillis(),
        from.getHeldMillis());
  }
}
