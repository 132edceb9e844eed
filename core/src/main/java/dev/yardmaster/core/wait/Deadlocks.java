package dev.yardmaster.core.wait;

import dev.yardmaster.core.resource.Holder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds deadlocks; asked in the very command that may have closed a cycle (S11). */
@FunctionalInterface
public interface Deadlocks {
  /** A cycle that keeps the holder waiting for ever, or null. */
  @Nullable Found find(Holder holder);

  /**
   * A cycle.
   *
   * @param waits the waits on it, at least one
   * @param text one line per step, in words
   */
  record Found(List<Wait> waits, List<String> text) {}
}
