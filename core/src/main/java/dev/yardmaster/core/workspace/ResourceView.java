package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.Resource;
import java.util.List;

/** A resource as it stood when asked; capacity 0 when none is declared. */
public record ResourceView(
    ResourceName name, int capacity, int permitsInUse, List<Holder> holders) {
  static ResourceView of(Resource resource) {
    return new ResourceView(
        resource.name(),
        resource.capacity(),
        resource.permitsInUse(),
        List.copyOf(resource.holders()));
  }
}
