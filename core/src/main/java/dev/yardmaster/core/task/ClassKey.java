package dev.yardmaster.core.task;

import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What makes tasks alike for placement: the capabilities and labels they ask of an agent (R30). */
public final class ClassKey {
  /** Most classes of a workspace at once. */
  public static final int MAX_CLASSES = 1_000;

  private static final ClassKey ANY = new ClassKey(Requirements.NONE);

  private final SortedSet<String> capabilities;
  private final SortedMap<String, String> selector;

  /** Kept, since a record would hash both collections at every look-up, three a task. */
  private final int hash;

  private ClassKey(Requirements requirements) {
    capabilities = requirements.capabilities();
    selector = requirements.selector();
    hash = 31 * capabilities.hashCode() + selector.hashCode();
  }

  public static ClassKey of(TaskSpec spec) {
    Requirements requirements = spec.requirements();
    return requirements.capabilities().isEmpty() && requirements.selector().isEmpty()
        ? ANY
        : new ClassKey(requirements);
  }

  public SortedSet<String> capabilities() {
    return capabilities;
  }

  public SortedMap<String, String> selector() {
    return selector;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ClassKey that
            && hash == that.hash
            && capabilities.equals(that.capabilities)
            && selector.equals(that.selector));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
