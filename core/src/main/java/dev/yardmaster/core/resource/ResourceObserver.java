package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;

/** Told of every resource that may admit more than before, right after the change was applied. */
@FunctionalInterface
public interface ResourceObserver {
  ResourceObserver NONE = resource -> {};

  void freed(ResourceName resource);
}
