package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.Resource;
import java.util.List;

/**
 * A resource as it stood when asked; capacity 0 when none is declared. The grants are those of the
 * resource itself and of the subtree that begins at it.
 */
public record ResourceView(
    ResourceName name, int capacity, int permitsInUse, List<GrantView> grants) {
  static ResourceView of(Resource resource, Now now) {
    return new ResourceView(
        ResourceName.of(resource.path()),
        resource.capacity(),
        resource.permitsInUse(),
        resource.grants().stream().map(grant -> GrantView.of(grant, now)).toList());
  }

  public List<Holder> holders() {
    return grants.stream().map(GrantView::holder).toList();
  }
}
