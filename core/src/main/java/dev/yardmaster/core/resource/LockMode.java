package dev.yardmaster.core.resource;

/** How a resource is held (R50). */
public enum LockMode {
  /** Alone. */
  EXCLUSIVE,
  /** Together with other SHARED holders. */
  SHARED,
  /** A number of permits of a declared capacity. */
  PERMITS
}
