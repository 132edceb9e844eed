package dev.yardmaster.core.resource;

/** How a resource is held (R50). */
public enum LockMode {
  /** Alone. */
  EXCLUSIVE,
  /** Together with other SHARED holders. */
  SHARED,
  /** A number of permits of a declared capacity. */
  PERMITS;

  /** Whether two holders may have these modes at once; permits as far as they suffice. */
  public boolean goesWith(LockMode other) {
    return this == other && this != EXCLUSIVE;
  }
}
