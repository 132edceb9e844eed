package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;

/** Told of changes right after they were applied; the leader's alone. */
public interface ResourceObserver {
  ResourceObserver NONE =
      new ResourceObserver() {
        @Override
        public void granted(Grant grant) {}

        @Override
        public void freed(Grant grant) {}

        @Override
        public void changed(ResourceName resource) {}
      };

  /** Given, or its lease changed. */
  void granted(Grant grant);

  void freed(Grant grant);

  /** Has another capacity. */
  void changed(ResourceName resource);
}
